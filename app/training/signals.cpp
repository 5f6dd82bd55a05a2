#include "app/training/signals.h"

#include <fcntl.h>
#include <unistd.h>

#include <csignal>

namespace gan {
namespace {

constexpr int kStopSignals[] = {SIGINT, SIGTERM, SIGHUP};
constexpr int kClose = SIGUSR2;  // sent by the destructor to the waiting thread

void handle(int signal, void (*handler)(int)) {
  struct sigaction action {};
  action.sa_handler = handler;
  ::sigaction(signal, &action, nullptr);
}

bool is_ignored(int signal) {
  struct sigaction action {};
  return ::sigaction(signal, nullptr, &action) == 0 && action.sa_handler == SIG_IGN;
}

sigset_t waited_for() {
  sigset_t signals;
  ::sigemptyset(&signals);
  for (const int signal : kStopSignals)
    if (!is_ignored(signal)) ::sigaddset(&signals, signal);
  ::sigaddset(&signals, kClose);
  return signals;
}

// Sets the mask of this thread, of OpenMP's threads, and of all that they start from now on. The
// threads share no variable here, because the thread sanitizer does not see OpenMP's barriers.
template <int kHow>
void set_mask() {
#pragma omp parallel
  {
    const sigset_t signals = waited_for();
    ::pthread_sigmask(kHow, &signals, nullptr);
  }
}

}  // namespace

void repair_inherited_state() {
  int descriptor = ::open("/dev/null", O_RDWR);
  while (descriptor >= 0 && descriptor <= STDERR_FILENO) descriptor = ::dup(descriptor);
  if (descriptor >= 0) ::close(descriptor);
  handle(SIGXFSZ, SIG_IGN);
}

StopSignals::StopSignals() {
  set_mask<SIG_BLOCK>();
  handle(SIGPIPE, SIG_IGN);
  waiter_ = std::thread([this] { wait(); });
}

StopSignals::~StopSignals() {
  ::pthread_kill(waiter_.native_handle(), kClose);
  waiter_.join();
  // Discard signals that came meanwhile: once unblocked, they would have their default effect.
  const sigset_t signals = waited_for();
  const timespec at_once{};
  while (::sigtimedwait(&signals, nullptr, &at_once) > 0) {
  }
  handle(SIGPIPE, SIG_DFL);
  set_mask<SIG_UNBLOCK>();
}

void StopSignals::wait() {
  const sigset_t signals = waited_for();
  int signal = 0;
  while (::sigwait(&signals, &signal) == 0 && signal != kClose) {
    if (received_ == 0)
      received_ = signal;
    else if (signal != SIGHUP)  // a closing terminal sends it twice, by the kernel and the shell
      ::_exit(128 + signal);
  }
}

}  // namespace gan
