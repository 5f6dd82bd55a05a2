// System calls as base uses them: no signal interrupts one, and an error has a path and a remedy.
#pragma once

#include <cerrno>
#include <filesystem>
#include <string>

#include "core/base/errors.h"

namespace gan {

// A system call's result, once no signal interrupts it.
template <class Call>
auto uninterrupted(Call call) {
  auto result = call();
  while (result < 0 && errno == EINTR) result = call();
  return result;
}

// throws  Error "path: what: the system's reason", kMissing for ENOENT, else kUnavailable
[[noreturn]] void throw_errno(const std::filesystem::path& path, const std::string& what,
                              int error);

// open(2), closed on exec; what it creates has the mode 0644 less the umask.
// returns  the descriptor
// throws   Error as throw_errno(); with O_NOFOLLOW at a symbolic link, too: in a stranger's folder
//          it could lead anywhere
int open_or_throw(const std::filesystem::path& path, int flags, const std::string& what);

}  // namespace gan
