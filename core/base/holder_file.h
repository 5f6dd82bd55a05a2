// A file that says which process uses a folder, where there are no locks: "<process id> <host>\n".
// Unlike a lock it outlives a process that was killed; then the next one on that host replaces it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>

namespace gan {

// Creates the file for this process, and removes it when destroyed.
class HolderFile {
 public:
  // throws  Error if the file names a process that lives, or one of another host, which may
  explicit HolderFile(std::filesystem::path path);
  ~HolderFile();
  HolderFile(const HolderFile&) = delete;
  HolderFile& operator=(const HolderFile&) = delete;

 private:
  std::filesystem::path path_;
};

// The process that the file names: 0 for one of another host, or if the file cannot be read;
// nullopt if there is no such file, or the process is dead.
std::optional<int64_t> find_holder(const std::filesystem::path& path);

}  // namespace gan
