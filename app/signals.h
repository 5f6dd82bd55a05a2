// Stopping on request.
#pragma once

namespace gan {

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
