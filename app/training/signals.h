// Stops a training on a signal, and repairs what a process inherits.
#pragma once

#include <atomic>
#include <thread>

namespace gan {

// Repairs inherited settings that could damage files. A closed standard stream becomes /dev/null;
// otherwise the next file opened would get the messages. Exceeding a limit on file size becomes an
// error of the write, not a signal that ends the process.
void repair_inherited_state();

// While an object exists, a first SIGINT, SIGTERM or SIGHUP (the terminal has closed) is only
// recorded, and a later SIGINT or SIGTERM ends the process at once. Signals that the process was
// started to ignore, such as SIGHUP by nohup, stay ignored. SIGPIPE is always ignored: a training
// must not stop because a reader of the log has gone away.
// No handler runs: one thread waits for the signals, and all others block them. The frame of a
// handler would be right below the stack of a computing thread, where oneDNN's sgemm (2.6) keeps
// values of its own, and would overwrite them.
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
