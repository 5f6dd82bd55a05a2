#include "core/base/folder_lock.h"

#include <fcntl.h>
#include <unistd.h>

#include <charconv>

#include "core/base/errors.h"
#include "core/base/system_call.h"

namespace gan {
namespace {

namespace fs = std::filesystem;

const char* const kLockName = ".lock";

struct flock whole_file_lock() {
  struct flock lock {};
  lock.l_type = F_WRLCK;
  lock.l_whence = SEEK_SET;
  return lock;
}

// The process id in a lock file; 0 if there is none.
int64_t read_holder(int descriptor) {
  char text[32] = {};
  const ssize_t got = ::pread(descriptor, text, sizeof text - 1, 0);
  int64_t holder = 0;
  std::from_chars(text, text + (got > 0 ? got : 0), holder);
  return holder;
}

}  // namespace

FolderLock::FolderLock(const fs::path& folder)
    : descriptor_(open_or_throw(folder / kLockName, O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK,
                                "cannot lock")) {
  const std::string pid = std::to_string(::getpid()) + "\n";
  struct flock lock = whole_file_lock();
  if (::fcntl(descriptor_, F_OFD_SETLK, &lock) == 0) {
    // The id is only for messages: the lock is valid even if writing the id fails.
    if (::ftruncate(descriptor_, 0) == 0) (void)!::write(descriptor_, pid.data(), pid.size());
    return;
  }
  const int error = errno;
  const int64_t holder = read_holder(descriptor_);
  ::close(descriptor_);
  if (error != EAGAIN && error != EACCES) throw_errno(folder, "cannot lock", error);
  // The holder may not have written its id yet.
  throw Error(ErrorKind::kUnavailable,
              folder.string() + ": in use by " +
                  (holder > 0 ? "process " + std::to_string(holder) : "another process") +
                  "; wait for it or stop it");
}

FolderLock::~FolderLock() { ::close(descriptor_); }

std::optional<int64_t> find_lock_holder(const fs::path& folder) {
  const int descriptor =
      ::open((folder / kLockName).c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
  if (descriptor < 0) return std::nullopt;  // it was never locked
  struct flock lock = whole_file_lock();
  const bool is_held = ::fcntl(descriptor, F_OFD_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
  const int64_t holder = read_holder(descriptor);
  ::close(descriptor);
  return is_held ? std::optional(holder) : std::nullopt;
}

}  // namespace gan
