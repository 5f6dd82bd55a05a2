// Wrappers of system calls: they retry after signals, and their errors name the path.
#pragma once

#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <string>
#include <utility>

#include "core/base/errors.h"

namespace gan {

// Repeats a system call for as long as signals interrupt it (EINTR). returns  its result
template <class Call>
auto uninterrupted(Call call) {
  auto result = call();
  while (result < 0 && errno == EINTR) result = call();
  return result;
}

// Owns an open file: closes it when destroyed.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}  // -1: none
  ~Descriptor() { close(); }
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }

  int get() const { return number_; }
  void close() {
    if (number_ >= 0) ::close(std::exchange(number_, -1));
  }

 private:
  int number_;
};

// throws  Error "path: what: the system's reason": kMissing for ENOENT, else kUnavailable
[[noreturn]] void throw_errno(const std::filesystem::path& path, const std::string& what,
                              int error);

// open(2) with O_CLOEXEC; new files have mode 0644, less the umask. Pass O_NOFOLLOW for files in
// untrusted folders, where a symbolic link could lead anywhere.
// throws  Error as throw_errno() does; also at a symbolic link if O_NOFOLLOW is given
Descriptor open_or_throw(const std::filesystem::path& path, int flags, const std::string& what);

}  // namespace gan
