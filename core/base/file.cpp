#include "core/base/file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <system_error>

#include "core/base/errors.h"

namespace gan {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void throw_errno(const fs::path& path, const std::string& what, int error) {
  std::string reason = std::generic_category().message(error);
  if (error == ENOSPC || error == EDQUOT) reason += "; free some space and try again";
  throw Error(path.string() + ": " + what + ": " + reason);
}

// A system call's result, once no signal interrupts it.
template <class Call>
auto uninterrupted(Call call) {
  auto result = call();
  while (result < 0 && errno == EINTR) result = call();
  return result;
}

// A link in a stranger's folder could lead anywhere.
[[noreturn]] void throw_not_opened(const fs::path& path, const std::string& what) {
  if (errno == ELOOP) throw Error(path.string() + ": " + what + ": is a symbolic link; remove it");
  throw_errno(path, what, errno);
}

int open_or_throw(const fs::path& path, int flags, const std::string& what) {
  const int descriptor =
      uninterrupted([&] { return ::open(path.c_str(), flags | O_CLOEXEC, 0644); });
  if (descriptor < 0) throw_not_opened(path, what);
  return descriptor;
}

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

void sync_folder(const fs::path& folder) {
  const int descriptor = open_or_throw(folder, O_RDONLY | O_DIRECTORY, "cannot open the folder");
  const int result = uninterrupted([&] { return ::fsync(descriptor); });
  const int error = errno;
  ::close(descriptor);
  // Some network and FUSE file systems cannot sync a folder; they say EINVAL.
  if (result != 0 && error != EINVAL) throw_errno(folder, "cannot sync the folder", error);
}

}  // namespace

uint64_t memory_to_spare() {
  return static_cast<uint64_t>(::sysconf(_SC_PHYS_PAGES)) *
         static_cast<uint64_t>(::sysconf(_SC_PAGESIZE)) / 2;
}

std::string read_file(const fs::path& path, uint64_t max_bytes) {
  // O_NONBLOCK: opening a FIFO must not wait for a writer.
  const int descriptor = open_or_throw(path, O_RDONLY | O_NONBLOCK, "cannot read");
  struct stat status {};
  std::string problem;
  if (::fstat(descriptor, &status) != 0) {
    problem = std::generic_category().message(errno);
  } else if (!S_ISREG(status.st_mode)) {
    problem = S_ISDIR(status.st_mode) ? "is a folder" : "not a regular file";
  } else if (const uint64_t limit = std::min(max_bytes, memory_to_spare());
             static_cast<uint64_t>(status.st_size) > limit) {
    problem = "too large: at most " + std::to_string(limit) + " bytes are read, got " +
              std::to_string(status.st_size);
  }
  std::string bytes;
  if (problem.empty()) {
    bytes.resize(static_cast<size_t>(status.st_size));
    size_t filled = 0;
    while (filled < bytes.size()) {
      const ssize_t got = uninterrupted(
          [&] { return ::read(descriptor, bytes.data() + filled, bytes.size() - filled); });
      if (got < 0) problem = std::generic_category().message(errno);
      if (got <= 0) break;
      filled += static_cast<size_t>(got);
    }
    bytes.resize(filled);
  }
  ::close(descriptor);
  if (!problem.empty()) throw Error(path.string() + ": cannot read: " + problem);
  return bytes;
}

AtomicFile::AtomicFile(fs::path path)
    : path_(std::move(path)),
      temporary_(path_.string() + "." + std::to_string(::getpid()) + ".tmp"),
      descriptor_(-1) {
  std::error_code ignored;
  if (fs::is_directory(path_, ignored)) throw Error(path_.string() + ": cannot write: is a folder");
  // A process of the same id may have left one, on another day or in another container.
  ::unlink(temporary_.c_str());
  descriptor_ = uninterrupted([&] {
    return ::open(temporary_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644);
  });
  if (descriptor_ < 0) throw_errno(path_, "cannot write", errno);
}

AtomicFile::~AtomicFile() {
  if (descriptor_ < 0) return;
  ::close(descriptor_);
  ::unlink(temporary_.c_str());
}

void AtomicFile::fail() const { throw_errno(path_, "cannot write", errno); }

void AtomicFile::write(std::string_view bytes) { write_fully(descriptor_, bytes, path_); }

void AtomicFile::commit() {
  if (uninterrupted([&] { return ::fsync(descriptor_); }) != 0) fail();
  if (uninterrupted([&] { return ::rename(temporary_.c_str(), path_.c_str()); }) != 0) fail();
  ::close(descriptor_);  // all that could fail has been synced
  descriptor_ = -1;
  sync_folder(folder_of(path_));
}

void write_file_atomically(const fs::path& path, std::string_view bytes) {
  AtomicFile file(path);
  file.write(bytes);
  file.commit();
}

AppendFile::AppendFile(fs::path path)
    : path_(std::move(path)),
      descriptor_(
          // O_NONBLOCK: opening a FIFO must not wait for a reader.
          open_or_throw(path_, O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW | O_NONBLOCK,
                        "cannot write")) {
  try {
    struct stat status {};
    if (::fstat(descriptor_, &status) != 0) throw_errno(path_, "cannot write", errno);
    if (!S_ISREG(status.st_mode) && !S_ISCHR(status.st_mode))
      throw Error(path_.string() + ": cannot write: not a regular file");
    sync_folder(folder_of(path_));
  } catch (...) {
    ::close(descriptor_);
    throw;
  }
}

AppendFile::~AppendFile() { ::close(descriptor_); }

void AppendFile::append(std::string_view bytes) { write_fully(descriptor_, bytes, path_); }

void AppendFile::sync() {
  if (uninterrupted([&] { return ::fsync(descriptor_); }) != 0)
    throw_errno(path_, "cannot write", errno);
}

void remove_temporary_files(const fs::path& folder) {
  std::error_code ignored;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder, ignored)) {
    if (entry.path().extension() == ".tmp") fs::remove(entry.path(), ignored);
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
    else if (!fs::is_directory(made, ignored))  // else another process was faster
      throw_errno(folder, "cannot make the folder", error == EEXIST ? ENOTDIR : error);
  }
}

namespace {

const char* const kLockName = ".lock";

struct flock whole_file_lock() {
  struct flock lock {};
  lock.l_type = F_WRLCK;
  lock.l_whence = SEEK_SET;
  return lock;
}

// The process id that a lock's file tells; 0 if none.
int64_t read_holder(int descriptor) {
  char text[32] = {};
  const ssize_t got = ::pread(descriptor, text, sizeof text - 1, 0);
  int64_t holder = 0;
  std::from_chars(text, text + (got > 0 ? got : 0), holder);
  return holder;
}

}  // namespace

FolderLock::FolderLock(const fs::path& folder)
    : descriptor_(open_or_throw(folder / kLockName, O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK,
                                "cannot lock")) {
  const std::string pid = std::to_string(::getpid()) + "\n";
  struct flock lock = whole_file_lock();
  if (::fcntl(descriptor_, F_OFD_SETLK, &lock) == 0) {
    // The id only serves messages; a lock without one is still a lock.
    if (::ftruncate(descriptor_, 0) == 0) (void)!::write(descriptor_, pid.data(), pid.size());
    return;
  }
  const int error = errno;
  const int64_t holder = read_holder(descriptor_);
  ::close(descriptor_);
  if (error != EAGAIN && error != EACCES) throw_errno(folder, "cannot lock", error);
  // It may not have written its id yet.
  throw Error(folder.string() + ": in use by " +
              (holder > 0 ? "process " + std::to_string(holder) : "another process") +
              "; wait for it or stop it, or choose another folder with --run");
}

FolderLock::~FolderLock() { ::close(descriptor_); }

std::optional<int64_t> find_lock_holder(const fs::path& folder) {
  const int descriptor =
      ::open((folder / kLockName).c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
  if (descriptor < 0) return std::nullopt;  // nobody has ever held it
  struct flock lock = whole_file_lock();
  const bool is_held = ::fcntl(descriptor, F_OFD_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
  const int64_t holder = read_holder(descriptor);
  ::close(descriptor);
  return is_held ? std::optional(holder) : std::nullopt;
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
