// events.jsonl: what happened to a run, one JSON object a line, for programs. The words that people
// read of it are free to change.
//   event  "begin", "resume", "stop", "done", "fail", "roll_back" or "warn"
//   step   where the run was; after a rollback, where it is
//   time   UTC, 2026-01-31T23:59:59Z
//   text   what a person was told
#pragma once

#include <array>
#include <filesystem>
#include <string>

#include "core/base/file.h"

namespace gan {

enum class RunEvent {
  kBegin,     // a new run's first step is next
  kResume,    // it goes on from a checkpoint
  kStop,      // a signal stopped it, and it has saved
  kDone,      // its last step is taken
  kFail,      // an error ended it
  kRollBack,  // it went back to an older state
  kWarn,      // there are signs of divergence
};
constexpr std::array<const char*, 7> names_of(RunEvent) {
  return {"begin", "resume", "stop", "done", "fail", "roll_back", "warn"};
}

class EventLog {
 public:
  // Opens it to append. throws Error as AppendFile
  explicit EventLog(const std::filesystem::path& path);

  // Durable when it returns. throws Error
  void append(RunEvent event, int64_t step, const std::string& text);

 private:
  AppendFile file_;
};

}  // namespace gan
