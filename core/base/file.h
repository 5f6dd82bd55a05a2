// Files: read whole, and written so that a crash leaves either the old or the new file.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/system_call.h"

namespace gan {

// A file open for reading. It must be regular: a FIFO or device could block or never end.
class InputFile {
 public:
  // throws  Error naming the path: missing, unreadable, not a regular file
  explicit InputFile(std::filesystem::path path);

  uint64_t size() const { return size_; }         // bytes, when it was opened
  int descriptor() const { return file_.get(); }  // still owned by this object

  // Continues where the last call stopped.
  // returns  the number of bytes read: fewer than `count` only at the end of the file
  size_t read(char* bytes, size_t count);

  // The same, starting at an offset.
  size_t read_at(uint64_t offset, char* bytes, size_t count);

 private:
  std::filesystem::path path_;
  Descriptor file_;
  uint64_t size_ = 0;
};

// Reads all bytes of a file.
// max_bytes  the caller's limit; memory_to_spare() of limits.h applies as well
// throws     Error as InputFile does; kTooLarge
std::string read_file(const std::filesystem::path& path, uint64_t max_bytes);

// Writes to a temporary file in the same folder, "<name>.<pid>.tmp"; commit() makes it durable
// (fsync) and renames it (rename, then fsync of the folder). Without a commit, the temporary file
// is removed and any existing file of that name stays. It is locked, as a sign of life.
class AtomicFile {
 public:
  // throws  Error if the temporary file cannot be created
  explicit AtomicFile(std::filesystem::path path);
  ~AtomicFile();
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;

  // throws  Error with the system's reason, such as a full disk
  void write(std::string_view bytes);
  void commit();

 private:
  [[noreturn]] void fail() const;

  std::filesystem::path path_;
  std::filesystem::path temporary_;
  Descriptor file_;
};

// Writes all bytes through an AtomicFile.
void write_file_atomically(const std::filesystem::path& path, std::string_view bytes);

// A file that is only appended to.
class AppendFile {
 public:
  // Opens the file, or creates it so that it survives a power loss.
  // throws  Error, also if the path is a symbolic link
  explicit AppendFile(std::filesystem::path path);

  void append(std::string_view bytes);
  void sync();  // makes all bytes so far survive a power loss

 private:
  std::filesystem::path path_;
  Descriptor file_;
};

// The paths of a folder's entries, in any order; empty if there is no such folder.
// throws  Error if the folder exists but cannot be listed
std::vector<std::filesystem::path> list_folder(const std::filesystem::path& folder);

// Removes a file if it exists. Until sync_folder(), a power loss may bring it back. throws Error
void remove_file(const std::filesystem::path& path);

// Makes all creations, renames and removals in the folder survive a power loss. throws Error
void sync_folder(const std::filesystem::path& folder);

// Removes the temporary files that killed processes left in the folder, *.<process id>.tmp, but not
// those of living ones, which are locked; where there are no locks, a process of that id must live.
// throws  Error as list_folder() does
void remove_temporary_files(const std::filesystem::path& folder);

// Creates the folder and its parents, durably. throws Error
void make_folder(const std::filesystem::path& folder);

// CRC-32 (zlib's) of the bytes; pass an earlier part's CRC as `seed` to continue it.
uint32_t crc32_of(std::string_view bytes, uint32_t seed = 0);

// Eight hexadecimal digits.
std::string hexadecimal(uint32_t value);

}  // namespace gan
