#include "core/base/file_lock.h"

#include <fcntl.h>

#include <cerrno>

namespace gan {
namespace {

struct flock whole_file() {
  struct flock lock {};
  lock.l_type = F_WRLCK;
  lock.l_whence = SEEK_SET;
  return lock;
}

}  // namespace

LockResult take_lock(int descriptor) {
  struct flock lock = whole_file();
  if (::fcntl(descriptor, F_OFD_SETLK, &lock) == 0) return LockResult::kFree;
  return errno == EAGAIN || errno == EACCES ? LockResult::kHeld : LockResult::kUnsupported;
}

LockResult probe_lock(int descriptor) {
  struct flock lock = whole_file();
  if (::fcntl(descriptor, F_OFD_GETLK, &lock) != 0) return LockResult::kUnsupported;
  return lock.l_type == F_UNLCK ? LockResult::kFree : LockResult::kHeld;
}

}  // namespace gan
