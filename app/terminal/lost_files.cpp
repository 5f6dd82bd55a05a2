#include "app/terminal/lost_files.h"

#include <unistd.h>

#include <csignal>
#include <cstring>

#include "core/base/mapped_file.h"

namespace gan {
namespace {

void write_to_stderr(const char* text) {
  [[maybe_unused]] const ssize_t ignored = ::write(STDERR_FILENO, text, std::strlen(text));
}

// Uses only what a handler may: system calls, and nothing that takes a lock or memory.
void explain(int signal, siginfo_t* info, void* /*context*/) {
  const char* const path = find_mapped_path(info->si_addr);
  if (!path) {
    ::signal(signal, SIG_DFL);  // the instruction is tried again, and ends the process
    return;
  }
  if (::isatty(STDERR_FILENO) != 0) write_to_stderr("\r\033[K");  // where a progress bar may stand
  write_to_stderr("gan-train: error: ");
  write_to_stderr(path);
  write_to_stderr(
      ": cannot be read any more: it was cut short while it was in use, or its disk fails; put the "
      "whole file back, then resume the run\n");
  ::_exit(1);
}

}  // namespace

void explain_lost_files() {
  struct sigaction action {};
  action.sa_sigaction = explain;
  action.sa_flags = SA_SIGINFO | SA_ONSTACK;
  ::sigaction(SIGBUS, &action, nullptr);
}

}  // namespace gan
