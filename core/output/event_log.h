// events.jsonl: the events of a run, one JSON object per line, for programs.
//   event  "begin", "resume", "save", "stop", "done", "fail", "roll_back" or "warn"
//   step   of the run; of a rollback, the step that it went back to
//   time   UTC, 2026-01-31T23:59:59Z
//   text   the message shown to people; its wording may change
// "begin" and "resume" also have
//   versions       of the program and its libraries, and the engine: what computes from here on
//   data_folder    the setting data.folder
//   data_path      the absolute path of that folder
//   classes        the names of the classes, with condition class
//   class_columns  the class of each column of a grid, likewise
//   measured_on    what quality is, or was, measured with: checksums of images and labels
#pragma once

#include <array>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/base/file.h"
#include "core/config/config_json.h"

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

// What the events "begin" and "resume" add.
struct RunStart {
  Versions versions;
  std::string data_folder;
  std::filesystem::path data_path;
  std::vector<std::string> classes{};  // empty without condition class, or from an earlier version
  std::vector<std::string> class_columns{};  // the class of each column of a grid; likewise
  std::string measured_on{};                 // checksums of the test images; empty: of none yet
};

struct EventHistory {
  std::vector<RunEvent> events;        // in order
  std::optional<RunStart> last_start;  // nullopt if there is none, or if earlier builds wrote all
  std::optional<RunStart> last_saved;  // the last start that has saved a checkpoint, likewise
};

// What a log records; nothing if there is no log. Lines that are no event are skipped.
// throws  Error if it cannot be read
EventHistory read_event_history(const std::filesystem::path& log);

class EventLog {
 public:
  // Opens the log for appending. throws Error as AppendFile does
  explicit EventLog(const std::filesystem::path& path);

  // The event is durable when this returns. throws Error
  // start  of kBegin and kResume
  void append(RunEvent event, int64_t step, const std::string& text,
              const std::optional<RunStart>& start = std::nullopt);

 private:
  AppendFile file_;
};

}  // namespace gan
