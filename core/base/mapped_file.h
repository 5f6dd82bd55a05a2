// A file that is mapped into memory, not read: the system brings in the pages that are touched. So
// a file may be larger than the memory.
#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace gan {

// The most bytes of a mapped file that stay in this process's memory, about. Beyond it they are
// forgotten; the system's cache keeps them as long as nobody needs that memory.
constexpr uint64_t kMaxResidentBytes = uint64_t{1} << 30;

// Maps a whole file, to read only. Its functions may be called by several threads at a time.
//
// Bytes of a file that is cut short while it is mapped cannot be read: the system sends SIGBUS to
// whoever tries. find_mapped_path() tells a handler of that signal which file it was.
class MappedFile {
 public:
  // throws  Error as InputFile does, or if the system cannot map it
  explicit MappedFile(const std::filesystem::path& path);
  ~MappedFile();
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;

  std::string_view bytes() const { return {data_, size_}; }

  // Whoever reads much of the file tells so, that its pages may be forgotten in time. Both are
  // cheap.
  void count_read(uint64_t bytes);                               // one after the other
  void count_random_reads(uint64_t count, uint64_t bytes_each);  // here and there

 private:
  void add_resident(uint64_t bytes);

  std::string shown_path_;  // find_mapped_path() returns it
  char* data_ = nullptr;
  size_t size_ = 0;
  std::atomic<uint64_t> resident_bytes_{0};  // at most so many, since they were last forgotten
  std::atomic<bool> is_read_at_random_{false};
};

// The path, made printable, of the mapped file that an address lies in; null if it lies in none. A
// signal handler may call it. Of more than 64 files that are mapped at once, it knows only 64.
const char* find_mapped_path(const void* address);

}  // namespace gan
