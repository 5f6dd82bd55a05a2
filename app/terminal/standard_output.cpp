#include "app/terminal/standard_output.h"

#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <string_view>
#include <system_error>

#include "core/base/errors.h"
#include "core/base/system_call.h"

namespace gan {
namespace {

int results = STDOUT_FILENO;

}  // namespace

// A sanitizer has not started yet, nor its versions of library functions.
__attribute__((no_sanitize("address", "thread", "undefined"))) void keep_standard_output() {
  const long copy = ::syscall(SYS_fcntl, STDOUT_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
  if (copy < 0) return;  // it is closed
  if (::syscall(SYS_dup3, STDERR_FILENO, STDOUT_FILENO, 0) < 0) return;
  results = static_cast<int>(copy);
}

void print_to_stdout(const std::string& text) {
  for (std::string_view rest = text; !rest.empty();) {
    const ssize_t written =
        uninterrupted([&] { return ::write(results, rest.data(), rest.size()); });
    if (written < 0)
      throw Error("standard output: cannot write: " + std::generic_category().message(errno));
    rest.remove_prefix(static_cast<size_t>(written));
  }
}

}  // namespace gan
