// Stopping on request, and what a process is started with.
#pragma once

namespace gan {

// Mends what a process may be started with and would cost files: a closed standard stream becomes
// /dev/null, or the next file that is opened would get the messages; a limit of a file's size is an
// error of the write, not a signal that ends the process.
void mend_inheritance();

// While one lives, a first SIGINT, SIGTERM or SIGHUP (the terminal has closed) is only noted, and a
// later SIGINT or SIGTERM ends the process at once. Those that the process was started to ignore,
// as nohup does with SIGHUP, it ignores. SIGPIPE it always does: a reader of the log that goes away
// must not stop a training.
class StopSignals {
 public:
  StopSignals();
  ~StopSignals();
  StopSignals(const StopSignals&) = delete;
  StopSignals& operator=(const StopSignals&) = delete;

  int received() const;  // the signal's number; 0: none
};

}  // namespace gan
