// Files: read whole, written so that a crash leaves the old one or the new one and nothing between.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace gan {

// A file that is read. Only a regular one: a FIFO or device could block or never end.
class InputFile {
 public:
  // throws  Error naming the path: missing, unreadable, not a regular file
  explicit InputFile(std::filesystem::path path);
  ~InputFile();
  InputFile(const InputFile&) = delete;
  InputFile& operator=(const InputFile&) = delete;

  uint64_t size() const { return size_; }         // bytes, when it was opened
  int descriptor() const { return descriptor_; }  // it stays ours

  // Goes on where the last call stopped.
  // returns  how many were read: fewer than `count` at the file's end only
  size_t read(char* bytes, size_t count);

  // The same from an offset on.
  size_t read_at(uint64_t offset, char* bytes, size_t count);

 private:
  std::filesystem::path path_;
  int descriptor_;
  uint64_t size_ = 0;
};

// The file's bytes.
// max_bytes  what the caller is ready to hold; never more than memory_to_spare() of limits.h
// throws     Error as InputFile, and kTooLarge
std::string read_file(const std::filesystem::path& path, uint64_t max_bytes);

// Writes a file under a temporary name beside it, "<name>.<pid>.tmp"; commit() makes it durable
// (fsync) and gives it its name (rename, then fsync of the folder). Without a commit, the
// temporary file goes and whatever stood under the name stays.
class AtomicFile {
 public:
  // throws  Error if the temporary file cannot be made
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
  int descriptor_;
};

// AtomicFile for bytes that are all at hand.
void write_file_atomically(const std::filesystem::path& path, std::string_view bytes);

// A file that grows by whole lines.
class AppendFile {
 public:
  // Opens, and creates if need be; its name outlives a power loss. throws Error, at a symbolic link
  // too
  explicit AppendFile(std::filesystem::path path);
  ~AppendFile();
  AppendFile(const AppendFile&) = delete;
  AppendFile& operator=(const AppendFile&) = delete;

  void append(std::string_view bytes);
  void sync();  // until here it outlives a power loss

 private:
  std::filesystem::path path_;
  int descriptor_;
};

// Paths of what is in a folder, in any order; nothing where there is no such folder.
// throws  Error if it cannot be listed: it may hold anything
std::vector<std::filesystem::path> list_folder(const std::filesystem::path& folder);

// Removes a file if it is there. A power loss may bring it back until sync_folder().
// throws  Error
void remove_file(const std::filesystem::path& path);

// What was made, renamed and removed in the folder outlives a power loss. throws Error
void sync_folder(const std::filesystem::path& folder);

// Removes what an AtomicFile of a killed process left in this folder, *.<process id>.tmp.
// throws  as list_folder()
void remove_temporary_files(const std::filesystem::path& folder);

// Makes the folder and its parents, durably. throws Error
void make_folder(const std::filesystem::path& folder);

// CRC-32 (zlib's) of the bytes; `seed` goes on from an earlier part.
uint32_t crc32_of(std::string_view bytes, uint32_t seed = 0);

// Eight digits, as a CRC-32 is written.
std::string hexadecimal(uint32_t value);

}  // namespace gan
