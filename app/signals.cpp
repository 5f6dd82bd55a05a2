#include "app/signals.h"

#include <fcntl.h>
#include <unistd.h>

namespace gan {
namespace {

constexpr int kStopSignals[] = {SIGINT, SIGTERM, SIGHUP};

void handle(int signal, void (*handler)(int)) {
  struct sigaction action {};
  action.sa_handler = handler;
  ::sigaction(signal, &action, nullptr);
}

bool is_ignored(int signal) {
  struct sigaction action {};
  return ::sigaction(signal, nullptr, &action) == 0 && action.sa_handler == SIG_IGN;
}

// In this thread, those of OpenMP, and all that they start from now on.
void set_mask(int how, const sigset_t& signals) {
#pragma omp parallel
  ::pthread_sigmask(how, &signals, nullptr);
}

}  // namespace

void mend_inheritance() {
  int descriptor = ::open("/dev/null", O_RDWR);
  while (descriptor >= 0 && descriptor <= STDERR_FILENO) descriptor = ::dup(descriptor);
  if (descriptor >= 0) ::close(descriptor);
  handle(SIGXFSZ, SIG_IGN);
}

StopSignals::StopSignals() {
  ::sigemptyset(&signals_);
  for (const int signal : kStopSignals)
    if (!is_ignored(signal)) ::sigaddset(&signals_, signal);
  ::sigaddset(&signals_, kClose);
  set_mask(SIG_BLOCK, signals_);
  handle(SIGPIPE, SIG_IGN);
  waiter_ = std::thread([this] { wait(); });
}

StopSignals::~StopSignals() {
  ::pthread_kill(waiter_.native_handle(), kClose);
  waiter_.join();
  handle(SIGPIPE, SIG_DFL);
  set_mask(SIG_UNBLOCK, signals_);
}

void StopSignals::wait() {
  int signal = 0;
  while (::sigwait(&signals_, &signal) == 0 && signal != kClose) {
    if (received_ == 0)
      received_ = signal;
    else if (signal != SIGHUP)  // a closing terminal's comes from the kernel and from the shell
      ::_exit(128 + signal);
  }
}

}  // namespace gan
