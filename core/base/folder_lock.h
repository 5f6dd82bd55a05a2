// A lock that lets only one process at a time use a folder.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>

#include "core/base/holder_file.h"
#include "core/base/system_call.h"

namespace gan {

// Locks a folder for this process until destroyed. The lock is on the open file "<folder>/.lock"
// (file_lock.h), so the system releases it when the process dies. On a file system without locks,
// "<folder>/.lock-holder" stands for it (holder_file.h).
class FolderLock {
 public:
  // throws  Error with the holder's process id if another process holds it
  explicit FolderLock(const std::filesystem::path& folder);

 private:
  Descriptor file_;
  std::optional<HolderFile> without_locks_;
};

// The id of the process that holds the folder's lock, 0 if unknown; nullopt if the folder is not
// locked. Takes no lock itself.
std::optional<int64_t> find_lock_holder(const std::filesystem::path& folder);

}  // namespace gan
