#include "app/training/signals.h"

#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <future>
#include <iterator>

namespace gan {
namespace {

constexpr int kSignals[] = {SIGINT, SIGTERM, SIGHUP, SIGUSR1};
bool was_ignored[std::size(kSignals)] = {};
constexpr int kClose = SIGUSR2;  // sent by the destructor to the waiting thread

std::atomic<pid_t> waiter_id{0};  // 0: nobody waits, and signals that are passed on are lost
static_assert(std::atomic<pid_t>::is_always_lock_free, "a handler reads it");

void handle(int signal, void (*handler)(int)) {
  struct sigaction action {};
  action.sa_handler = handler;
  action.sa_flags = SA_RESTART | SA_ONSTACK;  // a stack of its own, on threads that have one
  ::sigaction(signal, &action, nullptr);
}

// Runs only on threads that this program has not started.
void pass_on(int signal) {
  const int error = errno;
  ::tgkill(::getpid(), waiter_id, signal);
  errno = error;
}

bool is_ignored(int signal) {
  struct sigaction action {};
  return ::sigaction(signal, nullptr, &action) == 0 && action.sa_handler == SIG_IGN;
}

sigset_t waited_for() {
  sigset_t signals;
  ::sigemptyset(&signals);
  for (const int signal : kSignals)
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

// A sanitizer has not started yet, nor its version of sigaction(2). The kernel's struct begins with
// the handler, and has a mask of 8 bytes.
__attribute__((no_sanitize("address", "thread", "undefined"))) void remember_ignored_signals() {
  for (size_t i = 0; i < std::size(kSignals); ++i) {
    void* action[16] = {};
    const long failed = ::syscall(SYS_rt_sigaction, kSignals[i], nullptr, action, 8);
    was_ignored[i] = failed == 0 && action[0] == reinterpret_cast<void*>(SIG_IGN);
  }
  void* ignore[16] = {reinterpret_cast<void*>(SIG_IGN)};  // while the libraries are constructed
  ::syscall(SYS_rt_sigaction, SIGUSR1, ignore, nullptr, 8);
}

void repair_inherited_state() {
  int descriptor = ::open("/dev/null", O_RDWR);
  while (descriptor >= 0 && descriptor <= STDERR_FILENO) descriptor = ::dup(descriptor);
  if (descriptor >= 0) ::close(descriptor);
  handle(SIGXFSZ, SIG_IGN);
  for (size_t i = 0; i < std::size(kSignals); ++i)
    handle(kSignals[i], was_ignored[i] ? SIG_IGN : SIG_DFL);
  if (!is_ignored(SIGUSR1)) handle(SIGUSR1, pass_on);
}

TrainingSignals::TrainingSignals() {
  set_mask<SIG_BLOCK>();
  handle(SIGPIPE, SIG_IGN);
  std::promise<void> is_waiting;
  const std::future<void> waits = is_waiting.get_future();
  waiter_ = std::thread([this, is_waiting = std::move(is_waiting)]() mutable {
    waiter_id = ::gettid();
    is_waiting.set_value();
    wait();
  });
  waits.wait();
  for (const int signal : kSignals)
    if (!is_ignored(signal)) handle(signal, pass_on);
}

TrainingSignals::~TrainingSignals() {
  ::pthread_kill(waiter_.native_handle(), kClose);
  waiter_.join();
  waiter_id = 0;
  set_mask<SIG_UNBLOCK>();  // signals that came meanwhile are lost: the default would end the
                            // process
  for (const int signal : kSignals)
    if (!is_ignored(signal) && signal != SIGUSR1) handle(signal, SIG_DFL);
  handle(SIGPIPE, SIG_DFL);
}

void TrainingSignals::wait() {
  const sigset_t signals = waited_for();
  int signal = 0;
  while (::sigwait(&signals, &signal) == 0 && signal != kClose) {
    if (signal == SIGUSR1)
      save_is_requested_ = true;
    else if (stop_ == 0)
      stop_ = signal;
    else if (signal != SIGHUP)  // a closing terminal sends it twice, by the kernel and the shell
      ::_exit(128 + signal);
  }
}

}  // namespace gan
