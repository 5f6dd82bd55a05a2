// A run as its folder tells it: while it trains, after it was killed, whole or damaged. Nothing
// here loads a model; what cannot be read is a fault that the record names, and the rest still
// counts.
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
    kStopped,      // by a signal, after it had saved
    kFailed,       // by an error
    kInterrupted,  // killed, or the machine stopped
  };

  std::filesystem::path folder;
  State state = State::kInterrupted;
  std::optional<int64_t> trainer;         // process id, while it trains
  Json config;                            // with its "versions"; null if it cannot be read
  std::map<std::string, Columns> splits;  // "train", "validation", "evaluation", "real", ...
  std::vector<RecordedEvent> events;      // the last of events.jsonl
  std::vector<int64_t> resumed_at;        // steps from which it was resumed
  std::vector<int64_t> grids;             // epochs whose grid is there, ascending
  bool has_real_grid = false;
  std::vector<int64_t> checkpoints;  // steps, newest first
  bool has_best_checkpoint = false;
  std::vector<std::string> faults;

  // "train" and so on; empty where there is none.
  const Columns& split(const std::string& name) const;

  // The last value of the furthest line; 0 without one.
  double last(const std::string& column) const;

  // From lines at an epoch's end; none before the first.
  std::optional<double> steps_per_epoch() const;

  std::optional<int64_t> last_step() const;  // where the config and the above tell
  std::optional<int64_t> epochs() const;
};

constexpr std::array<const char*, 5> names_of(RunRecord::State) {
  return {"training", "complete", "stopped", "failed", "interrupted"};
}

// throws  Error if the folder holds no run at all
RunRecord read_run_record(const std::filesystem::path& folder);

// The best of a metric among evaluations, and its epoch.
struct BestMetric {
  Metric metric;
  double value;
  int64_t epoch;
};
std::optional<BestMetric> find_best(const RunRecord& record);

}  // namespace gan
