// One process at a time in a folder.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>

namespace gan {

// Holds a folder for this process alone until destroyed; a killed holder blocks nobody: the lock is
// on the open file "<folder>/.lock" (F_OFD_SETLK), and goes with it.
class FolderLock {
 public:
  // throws  Error with the holder's process id if another process holds it
  explicit FolderLock(const std::filesystem::path& folder);
  ~FolderLock();
  FolderLock(const FolderLock&) = delete;
  FolderLock& operator=(const FolderLock&) = delete;

 private:
  int descriptor_;
};

// The process that holds the folder's lock; none where nobody does. Takes no lock itself.
std::optional<int64_t> find_lock_holder(const std::filesystem::path& folder);

}  // namespace gan
