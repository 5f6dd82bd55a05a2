// Stopping on request.
#pragma once

namespace gan {

// While one lives, a first SIGINT or SIGTERM is only noted, and a second one ends the process at
// once. SIGPIPE is ignored: a reader of the log that goes away must not stop a training.
class StopSignals {
 public:
  StopSignals();
  ~StopSignals();
  StopSignals(const StopSignals&) = delete;
  StopSignals& operator=(const StopSignals&) = delete;

  int received() const;  // the signal's number; 0: none
};

}  // namespace gan
