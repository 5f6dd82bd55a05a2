// A lock that lets only one process at a time use a folder.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>

namespace gan {

// Locks a folder for this process until destroyed. The lock is on the open file "<folder>/.lock"
// (F_OFD_SETLK), so the system releases it when the process dies.
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

// The id of the process that holds the folder's lock, 0 if unknown; nullopt if the folder is not
// locked. Takes no lock itself.
std::optional<int64_t> find_lock_holder(const std::filesystem::path& folder);

}  // namespace gan
