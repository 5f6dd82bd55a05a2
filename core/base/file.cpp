#include "core/base/file.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstdio>

#include "core/base/errors.h"
#include "core/base/file_lock.h"
#include "core/base/limits.h"
#include "core/base/system_call.h"

namespace gan {
namespace {

namespace fs = std::filesystem;

void write_fully(int descriptor, std::string_view bytes, const fs::path& path) {
  while (!bytes.empty()) {
    const ssize_t written =
        uninterrupted([&] { return ::write(descriptor, bytes.data(), bytes.size()); });
    if (written < 0) throw_errno(path, "cannot write", errno);
    bytes.remove_prefix(static_cast<size_t>(written));
  }
}

fs::path folder_of(const fs::path& path) {
  return path.has_parent_path() ? path.parent_path() : fs::path(".");
}

// The process id in a name that AtomicFile gives, which ends in ".<process id>.tmp"; else 0.
pid_t writer_of(const fs::path& path) {
  const std::string id = path.stem().extension().string();
  pid_t writer = 0;
  const char* const end = id.data() + id.size();
  const bool is_id = path.extension() == ".tmp" && id.size() > 1 &&
                     std::from_chars(id.data() + 1, end, writer).ptr == end;
  return is_id ? writer : 0;
}

// Whether the writer of a temporary file still lives.
bool is_being_written(const fs::path& path, pid_t writer) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  switch (file.get() < 0 ? LockResult::kUnsupported : probe_lock(file.get())) {
    case LockResult::kFree:
      return false;
    case LockResult::kHeld:
      return true;
    case LockResult::kUnsupported:
      break;
  }
  return ::kill(writer, 0) == 0 || errno == EPERM;
}

}  // namespace

// O_NONBLOCK: opening a FIFO must not wait for a writer.
InputFile::InputFile(fs::path path)
    : path_(std::move(path)), file_(open_or_throw(path_, O_RDONLY | O_NONBLOCK, "cannot read")) {
  struct stat status {};
  if (::fstat(file_.get(), &status) != 0) throw_errno(path_, "cannot read", errno);
  if (!S_ISREG(status.st_mode))
    throw Error(ErrorKind::kUnavailable,
                path_.string() + ": cannot read: " +
                    (S_ISDIR(status.st_mode) ? "is a folder" : "not a regular file"));
  size_ = static_cast<uint64_t>(status.st_size);
}

size_t InputFile::read(char* bytes, size_t count) {
  size_t filled = 0;
  while (filled < count) {
    const ssize_t got =
        uninterrupted([&] { return ::read(file_.get(), bytes + filled, count - filled); });
    if (got < 0) throw_errno(path_, "cannot read", errno);
    if (got == 0) break;
    filled += static_cast<size_t>(got);
  }
  return filled;
}

size_t InputFile::read_at(uint64_t offset, char* bytes, size_t count) {
  if (::lseek(file_.get(), static_cast<off_t>(offset), SEEK_SET) < 0)
    throw_errno(path_, "cannot read", errno);
  return read(bytes, count);
}

std::string read_file(const fs::path& path, uint64_t max_bytes) {
  InputFile file(path);
  if (const uint64_t limit = std::min(max_bytes, memory_to_spare()); file.size() > limit)
    throw Error(ErrorKind::kTooLarge, path.string() + ": cannot read: too large: at most " +
                                          std::to_string(limit) + " bytes are read, got " +
                                          std::to_string(file.size()));
  std::string bytes(file.size(), '\0');
  bytes.resize(file.read(bytes.data(), bytes.size()));
  return bytes;
}

AtomicFile::AtomicFile(fs::path path)
    : path_(std::move(path)),
      temporary_(path_.string() + "." + std::to_string(::getpid()) + ".tmp"),
      file_(-1) {
  std::error_code ignored;
  const fs::file_status status = fs::status(path_, ignored);
  if (fs::is_directory(status)) throw Error(path_.string() + ": cannot write: is a folder");
  if (fs::exists(status) && !fs::is_regular_file(status))
    throw Error(path_.string() + ": cannot write: not a regular file");
  // An earlier process with the same id, perhaps in another container, may have left one.
  ::unlink(temporary_.c_str());
  file_ = Descriptor(uninterrupted([&] {
    return ::open(temporary_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644);
  }));
  if (file_.get() < 0) throw_errno(path_, "cannot write", errno);
  take_lock(file_.get());  // for remove_temporary_files(); without it, nothing else is lost
}

AtomicFile::~AtomicFile() {
  if (file_.get() >= 0) ::unlink(temporary_.c_str());
}

void AtomicFile::fail() const { throw_errno(path_, "cannot write", errno); }

void AtomicFile::write(std::string_view bytes) { write_fully(file_.get(), bytes, path_); }

void AtomicFile::commit() {
  if (uninterrupted([&] { return ::fsync(file_.get()); }) != 0) fail();
  if (uninterrupted([&] { return ::rename(temporary_.c_str(), path_.c_str()); }) != 0) fail();
  file_.close();  // after fsync, its errors no longer matter
  sync_folder(folder_of(path_));
}

void write_file_atomically(const fs::path& path, std::string_view bytes) {
  AtomicFile file(path);
  file.write(bytes);
  file.commit();
}

AppendFile::AppendFile(fs::path path)
    : path_(std::move(path)),
      file_(
          // O_NONBLOCK: opening a FIFO must not wait for a reader.
          open_or_throw(path_, O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW | O_NONBLOCK,
                        "cannot write")) {
  struct stat status {};
  if (::fstat(file_.get(), &status) != 0) throw_errno(path_, "cannot write", errno);
  if (!S_ISREG(status.st_mode) && !S_ISCHR(status.st_mode))
    throw Error(path_.string() + ": cannot write: not a regular file");
  sync_folder(folder_of(path_));
}

void AppendFile::append(std::string_view bytes) { write_fully(file_.get(), bytes, path_); }

void AppendFile::sync() {
  if (uninterrupted([&] { return ::fsync(file_.get()); }) != 0)
    throw_errno(path_, "cannot write", errno);
}

std::vector<fs::path> list_folder(const fs::path& folder) {
  std::vector<fs::path> paths;
  std::error_code error;
  fs::directory_iterator entry(folder, error);
  for (; !error && entry != fs::directory_iterator(); entry.increment(error))
    paths.push_back(entry->path());
  if (error && error.value() != ENOENT && error.value() != ENOTDIR)
    throw_errno(folder, "cannot list", error.value());
  return paths;
}

void remove_file(const fs::path& path) {
  std::error_code error;
  fs::remove(path, error);
  if (error) throw_errno(path, "cannot remove", error.value());
}

void sync_folder(const fs::path& folder) {
  const Descriptor opened = open_or_throw(folder, O_RDONLY | O_DIRECTORY, "cannot open the folder");
  const int result = uninterrupted([&] { return ::fsync(opened.get()); });
  // Some network and FUSE file systems cannot sync a folder: they return EINVAL.
  if (result != 0 && errno != EINVAL) throw_errno(folder, "cannot sync the folder", errno);
}

void remove_temporary_files(const fs::path& folder) {
  for (const fs::path& path : list_folder(folder)) {
    std::error_code ignored;
    const pid_t writer = writer_of(path);
    if (writer > 0 && fs::is_regular_file(fs::symlink_status(path, ignored)) &&
        !is_being_written(path, writer))
      fs::remove(path, ignored);
  }
}

void make_folder(const fs::path& folder) {
  std::error_code ignored;
  fs::path made;
  for (const fs::path& part : folder) {
    made /= part;
    if (fs::is_directory(made, ignored)) continue;
    const bool is_made = uninterrupted([&] { return ::mkdir(made.c_str(), 0777); }) == 0;
    const int error = errno;
    if (is_made)
      sync_folder(folder_of(made));
    else if (!fs::is_directory(made, ignored))  // another process may have created it first
      throw_errno(folder, "cannot make the folder", error == EEXIST ? ENOTDIR : error);
  }
}

uint32_t crc32_of(std::string_view bytes, uint32_t seed) {
  return static_cast<uint32_t>(
      crc32_z(seed, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size()));
}

std::string hexadecimal(uint32_t value) {
  char text[9];
  std::snprintf(text, sizeof text, "%08x", value);
  return text;
}

}  // namespace gan
