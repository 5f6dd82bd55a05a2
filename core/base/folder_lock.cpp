#include "core/base/folder_lock.h"

#include <fcntl.h>
#include <unistd.h>

#include <charconv>

#include "core/base/errors.h"
#include "core/base/file_lock.h"

namespace gan {
namespace {

namespace fs = std::filesystem;

const char* const kLockName = ".lock";
const char* const kHolderName = ".lock-holder";

// The process id in a lock file; 0 if there is none.
int64_t read_id(int descriptor) {
  char text[32] = {};
  const ssize_t got = ::pread(descriptor, text, sizeof text - 1, 0);
  int64_t holder = 0;
  std::from_chars(text, text + (got > 0 ? got : 0), holder);
  return holder;
}

}  // namespace

FolderLock::FolderLock(const fs::path& folder)
    : file_(open_or_throw(folder / kLockName, O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK,
                          "cannot lock")) {
  switch (take_lock(file_.get())) {
    case LockResult::kFree:
      break;
    case LockResult::kUnsupported:
      without_locks_.emplace(folder / kHolderName);
      break;
    case LockResult::kHeld:
      const int64_t holder = read_id(file_.get());
      // The holder may not have written its id yet.
      throw Error(ErrorKind::kUnavailable,
                  folder.string() + ": in use by " +
                      (holder > 0 ? "process " + std::to_string(holder) : "another process") +
                      "; wait for it or stop it");
  }
  const std::string id = std::to_string(::getpid()) + "\n";
  // The id is only for messages: the lock is valid even if writing the id fails.
  if (::ftruncate(file_.get(), 0) == 0) (void)!::write(file_.get(), id.data(), id.size());
}

std::optional<int64_t> find_lock_holder(const fs::path& folder) {
  const Descriptor file(
      ::open((folder / kLockName).c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  if (file.get() < 0) return std::nullopt;  // it was never locked
  switch (probe_lock(file.get())) {
    case LockResult::kHeld:
      return read_id(file.get());
    case LockResult::kUnsupported:
      return find_holder(folder / kHolderName);
    case LockResult::kFree:
      break;
  }
  return std::nullopt;
}

}  // namespace gan
