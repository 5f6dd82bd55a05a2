// Stopping on request, and what a process is started with.
#pragma once

#include <atomic>
#include <thread>

namespace gan {

// Mends what a process may be started with and would cost files: a closed standard stream becomes
// /dev/null, or the next file that is opened would get the messages; a limit of a file's size is an
// error of the write, not a signal that ends the process.
void mend_inheritance();

// While one lives, a first SIGINT, SIGTERM or SIGHUP (the terminal has closed) is only noted, and a
// later SIGINT or SIGTERM ends the process at once. Those that the process was started to ignore,
// as nohup does with SIGHUP, it ignores. SIGPIPE it always does: a reader of the log that goes away
// must not stop a training.
// No handler runs: a thread of its own waits for the signals, which all others block. A handler's
// frame would lie right below the stack of a thread that computes, where oneDNN's sgemm (2.6) keeps
// values of its own; it went on with others then.
class StopSignals {
 public:
  StopSignals();
  ~StopSignals();
  StopSignals(const StopSignals&) = delete;
  StopSignals& operator=(const StopSignals&) = delete;

  int received() const { return received_; }  // the signal's number; 0: none

 private:
  void wait();

  std::atomic<int> received_{0};
  std::thread waiter_;
};

}  // namespace gan
