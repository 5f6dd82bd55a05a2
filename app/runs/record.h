// Reads the state of a run from its folder: while it trains, after it was killed, even if damaged.
// This loads no model. A file that cannot be read becomes a fault in the record, and the rest is
// still used.
#pragma once

#include <array>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "app/runs/columns.h"
#include "app/runs/events.h"
#include "core/config/choices.h"
#include "core/output/json_lines.h"

namespace gan {

struct RunRecord {  // NOLINT(bugprone-exception-escape): moved JSON throws nothing
  enum class State {
    kTraining,
    kComplete,
    kStopped,      // by a signal, after saving
    kFailed,       // by an error
    kInterrupted,  // killed, or the machine stopped
  };

  std::filesystem::path folder;
  State state = State::kInterrupted;
  std::optional<int64_t> trainer;  // process id, while it trains
  Json config;                     // with its "versions"; null if it cannot be read
  std::map<Split, Columns> splits;
  std::vector<RecordedEvent> events;       // the newest in events.jsonl
  std::vector<int64_t> resumed_at;         // steps from which the run was resumed
  std::vector<std::string> classes;        // their names; empty without condition class
  std::vector<std::string> class_columns;  // the class of each column of a grid, likewise
  std::vector<int64_t> grids;              // epochs that have a grid, ascending
  bool has_real_grid = false;
  std::vector<int64_t> checkpoints;  // steps, newest first
  bool has_best_checkpoint = false;
  std::vector<std::string> faults;

  // The columns of a split; empty if there is none.
  const Columns& split(Split split) const;

  // The value of a column in the line of the highest step, of any split; 0 if there is none.
  double last(const std::string& column) const;

  // The highest step that a line or a checkpoint tells of.
  double newest_step() const;

  // Computed from the lines at the end of an epoch; nullopt before the first.
  std::optional<double> steps_per_epoch() const;

  std::optional<int64_t> last_step() const;  // nullopt if the config and the lines do not tell
  std::optional<int64_t> epochs() const;
};

constexpr std::array<const char*, 5> names_of(RunRecord::State) {
  return {"training", "complete", "stopped", "failed", "interrupted"};
}

// throws  Error if the folder holds no run at all
RunRecord read_run_record(const std::filesystem::path& folder);

// The best value of evaluate.best_by among the evaluations, and its epoch.
struct BestMetric {
  Metric metric;
  double value;
  int64_t epoch;
};
std::optional<BestMetric> find_best(const RunRecord& record);

}  // namespace gan
