// Tells a training of the signals it gets, and repairs what a process inherits.
#pragma once

#include <atomic>
#include <thread>

namespace gan {

// Remembers which signals the process was started to ignore. A library's constructor may put a
// handler in their place, as UCX does for SIGHUP, so call it from .preinit_array, which runs
// before.
void remember_ignored_signals();

// Repairs inherited settings that could damage files. A closed standard stream becomes /dev/null;
// otherwise the next file opened would get the messages. Exceeding a limit on file size becomes an
// error of the write, not a signal that ends the process. Signals are ignored, or end the process,
// as when it was started, whatever a library has changed; but SIGUSR1 has no effect: a batch system
// may send it before the training is there to answer.
void repair_inherited_state();

// While an object exists, a first SIGINT, SIGTERM or SIGHUP (the terminal has closed) is only
// recorded, and a later SIGINT or SIGTERM ends the process at once. SIGUSR1 asks for a checkpoint.
// Signals that the process was started to ignore, such as SIGHUP by nohup, stay ignored. SIGPIPE is
// always ignored: a training must not stop because a reader of the log has gone away.
//
// One thread waits for the signals. All threads that this program starts block them, so that no
// handler runs on a thread that computes: its frame would be right below that thread's stack, where
// oneDNN's sgemm (2.6) keeps values of its own. A library may have started threads before main(),
// as Open MPI and UCX do, which block nothing and to which the system may deliver a signal. So
// there is a handler all the same, which passes the signal on to the thread that waits.
class TrainingSignals {
 public:
  TrainingSignals();
  ~TrainingSignals();
  TrainingSignals(const TrainingSignals&) = delete;
  TrainingSignals& operator=(const TrainingSignals&) = delete;

  int stop() const { return stop_; }  // the number of the signal that asks to stop; 0: none

  // Whether SIGUSR1 has come since the last call.
  bool take_save_request() { return save_is_requested_.exchange(false); }

 private:
  void wait();

  std::atomic<int> stop_{0};
  std::atomic<bool> save_is_requested_{false};
  std::thread waiter_;
};

}  // namespace gan
