// Wrappers of system calls: they retry after signals, and their errors name the path.
#pragma once

#include <cerrno>
#include <filesystem>
#include <string>

#include "core/base/errors.h"

namespace gan {

// Repeats a system call for as long as signals interrupt it (EINTR). returns  its result
template <class Call>
auto uninterrupted(Call call) {
  auto result = call();
  while (result < 0 && errno == EINTR) result = call();
  return result;
}

// throws  Error "path: what: the system's reason": kMissing for ENOENT, else kUnavailable
[[noreturn]] void throw_errno(const std::filesystem::path& path, const std::string& what,
                              int error);

// open(2) with O_CLOEXEC; new files have mode 0644, less the umask. Pass O_NOFOLLOW for files in
// untrusted folders, where a symbolic link could lead anywhere.
// returns  the descriptor
// throws   Error as throw_errno() does; also at a symbolic link if O_NOFOLLOW is given
int open_or_throw(const std::filesystem::path& path, int flags, const std::string& what);

}  // namespace gan
