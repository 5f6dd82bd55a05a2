#include "core/base/system_call.h"

#include <fcntl.h>

#include <system_error>

namespace gan {

void throw_errno(const std::filesystem::path& path, const std::string& what, int error) {
  std::string reason = std::generic_category().message(error);
  if (error == ENOSPC || error == EDQUOT) reason += "; free some space and try again";
  throw Error(error == ENOENT ? ErrorKind::kMissing : ErrorKind::kUnavailable,
              path.string() + ": " + what + ": " + reason);
}

Descriptor open_or_throw(const std::filesystem::path& path, int flags, const std::string& what) {
  Descriptor file(uninterrupted([&] { return ::open(path.c_str(), flags | O_CLOEXEC, 0644); }));
  if (file.get() >= 0) return file;
  if (errno == ELOOP)
    throw Error(ErrorKind::kUnavailable,
                path.string() + ": " + what + ": is a symbolic link; remove it");
  throw_errno(path, what, errno);
}

}  // namespace gan
