#include "app/signals.h"

#include <fcntl.h>
#include <unistd.h>

#include <csignal>

namespace gan {
namespace {

constexpr int kStopSignals[] = {SIGINT, SIGTERM, SIGHUP};

volatile std::sig_atomic_t received_signal = 0;

extern "C" void note_signal(int signal) {
  if (received_signal == 0)
    received_signal = signal;
  else if (signal != SIGHUP)  // a closing terminal's comes from the kernel and from the shell
    ::_exit(128 + signal);
}

void handle(int signal, void (*handler)(int)) {
  struct sigaction action {};
  action.sa_handler = handler;
  action.sa_flags = SA_RESTART;
  ::sigaction(signal, &action, nullptr);
}

bool is_ignored(int signal) {
  struct sigaction action {};
  return ::sigaction(signal, nullptr, &action) == 0 && action.sa_handler == SIG_IGN;
}

}  // namespace

void mend_inheritance() {
  int descriptor = ::open("/dev/null", O_RDWR);
  while (descriptor >= 0 && descriptor <= STDERR_FILENO) descriptor = ::dup(descriptor);
  if (descriptor >= 0) ::close(descriptor);
  handle(SIGXFSZ, SIG_IGN);
}

StopSignals::StopSignals() {
  for (const int signal : kStopSignals)
    if (!is_ignored(signal)) handle(signal, note_signal);
  handle(SIGPIPE, SIG_IGN);
}

StopSignals::~StopSignals() {
  for (const int signal : kStopSignals)
    if (!is_ignored(signal)) handle(signal, SIG_DFL);
  handle(SIGPIPE, SIG_DFL);
}

int StopSignals::received() const { return received_signal; }

}  // namespace gan
