#include "core/formats/zip_file.h"

#include <unistd.h>
#include <zip.h>

#include <algorithm>
#include <cerrno>

#include "core/base/errors.h"
#include "core/base/file.h"
#include "core/base/limits.h"
#include "core/base/system_call.h"

namespace gan {
namespace {

namespace fs = std::filesystem;

constexpr zip_int64_t kMaxEntries = 10'000'000;

// nullptr if it is no archive.
zip* open_zip(const InputFile& file, const fs::path& path) {
  const int copy = ::dup(file.descriptor());  // closed by libzip, if it opens the archive
  if (copy < 0) throw_errno(path, "cannot read", errno);
  int ignored = 0;
  zip* const archive = zip_fdopen(copy, 0, &ignored);
  if (!archive) ::close(copy);
  return archive;
}

// Why an entry's name could lead astray; nullptr if it cannot.
const char* find_name_fault(const std::string& name) {
  const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; };
  if (name.empty()) return "an empty name";
  if (std::any_of(name.begin(), name.end(), is_control)) return "control characters in a name";
  if (name.find('\\') != std::string::npos) return "a backslash in a name";
  if (name.front() == '/') return "an absolute name";
  const fs::path parts(name);
  if (std::find(parts.begin(), parts.end(), "..") != parts.end())
    return "a name that leads outside";
  return nullptr;
}

// Why an entry is not read; nullptr if it is.
const char* find_entry_fault(const zip_stat_t& stat) {
  constexpr zip_uint64_t kNeeded = ZIP_STAT_NAME | ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE |
                                   ZIP_STAT_CRC | ZIP_STAT_COMP_METHOD | ZIP_STAT_ENCRYPTION_METHOD;
  if ((stat.valid & kNeeded) != kNeeded) return "an entry without its sizes";
  if (stat.encryption_method != ZIP_EM_NONE) return "an encrypted entry";
  if (stat.comp_method != ZIP_CM_STORE && stat.comp_method != ZIP_CM_DEFLATE)
    return "an entry that is neither stored nor deflated";
  const bool is_plain = stat.comp_method == ZIP_CM_STORE;
  // Divided, not multiplied, because the sizes may be anything up to 2^64.
  if (is_plain ? stat.size != stat.comp_size : stat.size / kMaxInflation > stat.comp_size)
    return "an entry that claims more than its bytes can hold";
  return nullptr;
}

}  // namespace

ZipFile::ZipFile(fs::path path) : path_(std::move(path)), zip_(nullptr, zip_discard) {
  const InputFile file(path_);
  zip_.reset(open_zip(file, path_));
  if (!zip_)
    throw DamagedError(path_.string() + ": not a zip archive, or damaged or cut short, got " +
                       std::to_string(file.size()) + " bytes; write it again");
  list_entries(file.size());
}

void ZipFile::list_entries(uint64_t archive_bytes) {
  const auto refuse = [&](const std::string& what, const std::string& name) {
    throw DamagedError(path_.string() + ": not read: " + what + ", got " + printable(name, 100) +
                       "; pack the files anew with zip");
  };
  const zip_int64_t count = zip_get_num_entries(zip_.get(), 0);
  if (count > kMaxEntries) refuse("more than 10 million entries", std::to_string(count));
  uint64_t left = archive_bytes;
  for (zip_int64_t i = 0; i < count; ++i) {
    zip_stat_t stat;
    zip_stat_init(&stat);
    const auto number = static_cast<zip_uint64_t>(i);
    if (zip_stat_index(zip_.get(), number, 0, &stat) != 0 || !stat.name)
      refuse("a damaged entry", "the one of number " + std::to_string(i));
    const std::string name = stat.name;
    if (const char* fault = find_name_fault(name)) refuse(fault, name);
    if (name.back() == '/') continue;
    if (const char* fault = find_entry_fault(stat)) refuse(fault, name);
    if (stat.comp_size > left) refuse("entries that share their bytes, or are cut short", name);
    left -= stat.comp_size;
    entries_.push_back({name, stat.size, number});
  }
  const auto by_name = [](const Entry& a, const Entry& b) { return a.name < b.name; };
  const auto same_name = [](const Entry& a, const Entry& b) { return a.name == b.name; };
  std::sort(entries_.begin(), entries_.end(), by_name);
  const auto twin = std::adjacent_find(entries_.begin(), entries_.end(), same_name);
  if (twin != entries_.end()) refuse("two entries of one name", twin->name);
}

std::optional<size_t> ZipFile::find(std::string_view name) const {
  const auto place =
      std::lower_bound(entries_.begin(), entries_.end(), name,
                       [](const Entry& entry, std::string_view n) { return entry.name < n; });
  if (place == entries_.end() || place->name != name) return std::nullopt;
  return static_cast<size_t>(place - entries_.begin());
}

std::string ZipFile::read(size_t entry, uint64_t max_bytes) const {
  const auto& [name, size, number] = entries_.at(entry);
  const std::string where = path_.string() + ": " + printable(name, 100);
  if (const uint64_t limit = std::min(max_bytes, memory_to_spare()); size > limit)
    throw Error(ErrorKind::kTooLarge, where + ": too large: at most " + std::to_string(limit) +
                                          " bytes are read, got " + std::to_string(size));
  std::string bytes(size, '\0');
  const std::lock_guard<std::mutex> turn(mutex_);
  const std::unique_ptr<zip_file_t, int (*)(zip_file_t*)> file(
      zip_fopen_index(zip_.get(), number, 0), zip_fclose);
  char beyond = 0;  // libzip checks the CRC-32 when a read reaches the end
  if (!file ||
      zip_fread(file.get(), bytes.data(), bytes.size()) != static_cast<zip_int64_t>(size) ||
      zip_fread(file.get(), &beyond, 1) != 0)
    throw DamagedError(where + ": damaged or cut short");
  return bytes;
}

}  // namespace gan
