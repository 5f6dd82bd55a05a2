#include "core/sources/gzip_file.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "core/base/errors.h"
#include "core/base/system_call.h"

namespace gan {

GzipFile::GzipFile(const std::filesystem::path& path)
    : path_(path), file_(path), gzip_(nullptr, gzclose_r) {
  const int descriptor = ::dup(file_.descriptor());
  if (descriptor < 0) throw_errno(path_, "cannot read", errno);
  gzip_.reset(gzdopen(descriptor, "rb"));
  if (!gzip_) {
    ::close(descriptor);
    throw std::bad_alloc();
  }
  if (gzdirect(gzip_.get()) != 0)
    throw DamagedError(path_.string() + ": not a gzip file, or damaged");
}

size_t GzipFile::read(char* bytes, size_t count) {
  constexpr size_t kMost = 1 << 30;  // gzread() counts in ints
  size_t filled = 0;
  while (filled < count) {
    errno = 0;
    const int got =
        gzread(gzip_.get(), bytes + filled, static_cast<unsigned>(std::min(count - filled, kMost)));
    const int error = errno;
    int status = Z_OK;
    gzerror(gzip_.get(), &status);
    if (status == Z_ERRNO) throw_errno(path_, "cannot read", error);
    if (got < 0 || status == Z_BUF_ERROR)
      throw DamagedError(path_.string() + ": damaged or truncated gzip data after " +
                         std::to_string(gztell(gzip_.get())) + " bytes");
    if (got == 0) break;
    filled += static_cast<size_t>(got);
  }
  return filled;
}

}  // namespace gan
