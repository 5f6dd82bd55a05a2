// events.jsonl: the events of a run, one JSON object per line, for programs.
//   event  "begin", "resume", "save", "stop", "done", "fail", "roll_back" or "warn"
//   step   of the run; of a rollback, the step that it went back to
//   time   UTC, 2026-01-31T23:59:59Z
//   text   the message shown to people; its wording may change
#pragma once

#include <array>
#include <filesystem>
#include <string>
#include <vector>

#include "core/base/file.h"

namespace gan {

enum class RunEvent {
  kBegin,     // a new run is about to take its first step
  kResume,    // the run continues from a checkpoint
  kSave,      // a checkpoint is on disk: the first since it began or was resumed, or one by SIGUSR1
  kStop,      // a signal stopped the run, and it saved a checkpoint
  kDone,      // the run has taken its last step
  kFail,      // an error ended the run
  kRollBack,  // the run went back to an older state
  kWarn,      // there are signs of divergence
};
constexpr std::array<const char*, 8> names_of(RunEvent) {
  return {"begin", "resume", "save", "stop", "done", "fail", "roll_back", "warn"};
}

// What a log records, in order; nothing if there is no log. Lines that are no event are skipped.
// throws  Error if it cannot be read
std::vector<RunEvent> list_events(const std::filesystem::path& log);

class EventLog {
 public:
  // Opens the log for appending. throws Error as AppendFile does
  explicit EventLog(const std::filesystem::path& path);

  // The event is durable when this returns. throws Error
  void append(RunEvent event, int64_t step, const std::string& text);

 private:
  AppendFile file_;
};

}  // namespace gan
