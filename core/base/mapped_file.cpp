#include "core/base/mapped_file.h"

#include <sys/mman.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "core/base/errors.h"
#include "core/base/file.h"

namespace gan {
namespace {

// What a fault brings in around the page that is touched, if it is cached: Linux's
// fault_around_bytes.
constexpr uint64_t kFaultAroundBytes = 65536;

// What a signal handler can read without a lock.
struct Mapping {
  std::atomic<bool> is_taken{false};
  std::atomic<const char*> begin{nullptr};  // null: not filled in yet
  std::atomic<const char*> end{nullptr};
  std::atomic<const char*> path{nullptr};
};
static_assert(std::atomic<const char*>::is_always_lock_free, "a handler reads it");
std::array<Mapping, 64> mappings;

void add_mapping(std::string_view bytes, const char* path) {
  for (Mapping& mapping : mappings) {
    if (mapping.is_taken.exchange(true)) continue;
    mapping.path = path;
    mapping.end = bytes.data() + bytes.size();
    mapping.begin = bytes.data();
    return;
  }
}

void remove_mapping(const char* begin) {
  for (Mapping& mapping : mappings) {
    if (mapping.begin != begin) continue;
    mapping.begin = nullptr;
    mapping.is_taken = false;
    return;
  }
}

}  // namespace

MappedFile::MappedFile(const std::filesystem::path& path) : shown_path_(printable(path.string())) {
  const InputFile file(path);
  size_ = file.size();
  if (size_ == 0) return;  // which cannot be mapped
  void* const mapped = ::mmap(nullptr, size_, PROT_READ, MAP_PRIVATE, file.descriptor(), 0);
  if (mapped == MAP_FAILED) throw_errno(path, "cannot map into memory", errno);
  data_ = static_cast<char*>(mapped);
  add_mapping(bytes(), shown_path_.c_str());
}

MappedFile::~MappedFile() {
  if (!data_) return;
  remove_mapping(data_);
  ::munmap(data_, size_);
}

void MappedFile::count_read(uint64_t bytes) { add_resident(bytes); }

void MappedFile::count_random_reads(uint64_t count, uint64_t bytes_each) {
  // Reading ahead would bring in what nobody asks for.
  if (!is_read_at_random_.exchange(true) && data_) ::madvise(data_, size_, MADV_RANDOM);
  add_resident(count * (bytes_each + kFaultAroundBytes));
}

void MappedFile::add_resident(uint64_t bytes) {
  if (size_ <= kMaxResidentBytes) return;
  const uint64_t resident = resident_bytes_.fetch_add(bytes) + bytes;
  if (resident < kMaxResidentBytes) return;
  // One of several threads that come here at once is enough. A page that another one is reading
  // comes back when it is touched again.
  uint64_t expected = resident;
  if (resident_bytes_.compare_exchange_strong(expected, 0)) ::madvise(data_, size_, MADV_DONTNEED);
}

const char* find_mapped_path(const void* address) {
  const auto* const byte = static_cast<const char*>(address);
  for (const Mapping& mapping : mappings) {
    const char* const begin = mapping.begin;
    if (begin && byte >= begin && byte < mapping.end) return mapping.path;
  }
  return nullptr;
}

}  // namespace gan
