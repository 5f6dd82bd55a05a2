// Zip archives from strangers, through libzip: what they hold, and each entry's bytes.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

struct zip;

namespace gan {

constexpr uint64_t kMaxZipEntryBytes = uint64_t{1} << 28;

class ZipFile {
 public:
  struct Entry {
    std::string name;     // with "/" between folders; UTF-8 unless the archive says otherwise
    uint64_t size = 0;    // bytes, decompressed
    uint64_t number = 0;  // its place in the archive
  };

  // throws  Error naming the path as InputFile does; DamagedError if it is no zip archive, or might
  //         be a trap: an entry that is encrypted, is stored otherwise than plain or deflated,
  //         claims more than its bytes can hold or shares them with others, has a name that leads
  //         outside (absolute, "..", with a backslash) or has control characters or appears twice;
  //         more than ten million entries
  explicit ZipFile(std::filesystem::path path);

  const std::filesystem::path& path() const { return path_; }

  // All files, sorted by name (bytewise); folders are left out.
  const std::vector<Entry>& entries() const { return entries_; }

  // The index into entries() of this name; nullopt if there is none.
  std::optional<size_t> find(std::string_view name) const;

  // An entry's bytes. Several threads may call this; they take turns.
  // max_bytes  the caller's limit; memory_to_spare() applies as well
  // throws     Error naming the archive and the entry: kTooLarge; DamagedError if its bytes are
  //            damaged, are not as many as it claims, or do not match its CRC-32
  std::string read(size_t entry, uint64_t max_bytes = kMaxZipEntryBytes) const;

 private:
  void list_entries(uint64_t archive_bytes);

  std::filesystem::path path_;
  std::unique_ptr<zip, void (*)(zip*)> zip_;
  mutable std::mutex mutex_;  // libzip's archive is for one thread at a time
  std::vector<Entry> entries_;
};

}  // namespace gan
