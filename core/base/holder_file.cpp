#include "core/base/holder_file.h"

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <string>

#include "core/base/errors.h"
#include "core/base/file.h"
#include "core/base/system_call.h"

namespace gan {
namespace {

namespace fs = std::filesystem;

std::string host_name() {
  char name[256] = {};
  ::gethostname(name, sizeof name - 1);
  return name;
}

// returns  false if it exists
bool create(const fs::path& path) {
  const Descriptor file(uninterrupted([&] {
    return ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644);
  }));
  if (file.get() < 0 && errno == EEXIST) return false;
  if (file.get() < 0) throw_errno(path, "cannot lock", errno);
  const std::string text = std::to_string(::getpid()) + " " + host_name() + "\n";
  (void)!::write(file.get(), text.data(), text.size());  // without it, the file still holds
  return true;
}

struct Holder {
  pid_t process = 0;  // 0: unknown
  std::string host;

  bool is_here() const { return process > 0 && host == host_name(); }
  bool is_dead() const { return is_here() && ::kill(process, 0) != 0 && errno == ESRCH; }
};

// nullopt if there is no such file.
std::optional<Holder> read_holder(const fs::path& path) {
  constexpr uint64_t kMaxBytes = 1024;
  try {
    const std::string text = read_file(path, kMaxBytes);
    Holder holder;
    const char* const end = text.data() + std::min(text.find('\n'), text.size());
    const char* const space = std::from_chars(text.data(), end, holder.process).ptr;
    if (space != end) holder.host = std::string(space + 1, end);
    return holder;
  } catch (const Error& error) {
    return error.kind() == ErrorKind::kMissing ? std::nullopt : std::optional(Holder());
  }
}

[[noreturn]] void refuse(const fs::path& path, const Holder& holder) {
  const std::string who = holder.process > 0 ? "process " + std::to_string(holder.process) +
                                                   " of " + printable(holder.host)
                                             : "another process";
  throw Error(ErrorKind::kUnavailable, path.parent_path().string() + ": in use by " + who +
                                           "; wait for it or stop it, or remove " + path.string() +
                                           " if it is dead");
}

// throws  Error unless the file's process is dead
void check_dead(const fs::path& path) {
  const auto holder = read_holder(path);
  if (holder && !holder->is_dead()) refuse(path, *holder);
}

// Exists while one process replaces a holder's file.
struct Turn {
  explicit Turn(const fs::path& file) : path(file) {
    if (!create(path)) refuse(path, {});
  }
  ~Turn() { ::unlink(path.c_str()); }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;

  fs::path path;
};

}  // namespace

HolderFile::HolderFile(fs::path path) : path_(std::move(path)) {
  if (create(path_)) return;
  check_dead(path_);
  // One at a time replaces a dead process's file, or a second could remove the first one's.
  const Turn turn(path_.string() + ".turn");
  check_dead(path_);
  remove_file(path_);
  if (!create(path_)) refuse(path_, {});
}

HolderFile::~HolderFile() { ::unlink(path_.c_str()); }

std::optional<int64_t> find_holder(const fs::path& path) {
  const auto holder = read_holder(path);
  if (!holder || holder->is_dead()) return std::nullopt;
  return holder->is_here() ? holder->process : 0;
}

}  // namespace gan
