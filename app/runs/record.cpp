#include "app/runs/record.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string_view>

#include "core/base/errors.h"
#include "core/base/file.h"
#include "core/base/folder_lock.h"
#include "core/base/limits.h"
#include "core/config/config_json.h"
#include "core/config/strict_json.h"
#include "core/evaluate/metrics.h"
#include "core/output/run_folder.h"

namespace gan {
namespace {

namespace fs = std::filesystem;

constexpr uint64_t kMaxTextBytes = uint64_t{1} << 30;

bool is_there(const fs::path& path) {
  std::error_code ignored;
  return fs::exists(path, ignored);
}

// The result of `read`; if it fails, an empty result, and a fault in the record.
template <class Read>
auto read_if_possible(RunRecord& record, const Read& read) -> decltype(read()) {
  try {
    return read();
  } catch (const Error& error) {
    record.faults.push_back(error.what());
    return {};
  }
}

std::optional<std::string> read_text(const fs::path& path, uint64_t max_bytes, RunRecord& record) {
  return read_if_possible(record, [&] { return std::optional(read_file(path, max_bytes)); });
}

void read_config(const fs::path& path, RunRecord& record) {
  const auto text = read_text(path, kMaxConfigBytes, record);
  if (!text) return;
  std::vector<std::string> faults;
  std::optional<Json> config = parse_json_file(*text, path.string(), faults);
  if (config && config->is_object())
    record.config = std::move(*config);
  else
    record.faults.push_back(path.string() + ": damaged, not a config; skipped");
}

void read_metrics(const fs::path& path, RunRecord& record) {
  const auto text = read_text(path, kMaxTextBytes, record);
  if (!text) return;
  RunColumns columns = read_columns(*text);
  record.splits = std::move(columns.splits);
  if (columns.damaged > 0)
    record.faults.push_back(path.string() + ": " + std::to_string(columns.damaged) +
                            (columns.damaged == 1 ? " line is" : " lines are") +
                            " damaged; skipped");
}

void read_events(const fs::path& path, RunRecord& record) {
  if (!is_there(path)) return;
  const auto text = read_text(path, kMaxTextBytes, record);
  if (!text) return;
  RunEvents events = read_run_events(*text);
  record.events = std::move(events.last);
  record.resumed_at = std::move(events.resumed_at);
  record.classes = std::move(events.classes);
  record.class_columns = std::move(events.class_columns);
}

// The state of a run that is not training now. Runs of the first builds of 0.1 have no events.
RunRecord::State find_state(const RunRecord& record) {
  using State = RunRecord::State;
  if (record.events.empty()) {
    const auto end = record.last_step();
    return end && record.last("step") >= static_cast<double>(*end) ? State::kComplete
                                                                   : State::kInterrupted;
  }
  switch (record.events.back().event) {
    case RunEvent::kDone:
      return State::kComplete;
    case RunEvent::kStop:
      return State::kStopped;
    case RunEvent::kFail:
      return State::kFailed;
    case RunEvent::kBegin:
    case RunEvent::kResume:
    case RunEvent::kSave:
    case RunEvent::kRollBack:
    case RunEvent::kWarn:
      break;
  }
  return State::kInterrupted;
}

// A PNG that was written completely ends in an empty IEND chunk. throws Error if it cannot be read
bool is_whole_png(const fs::path& path) {
  static const std::string kBegin("\x89PNG\r\n\x1a\n", 8);
  static const std::string kEnd("\0\0\0\0IEND\xae\x42\x60\x82", 12);
  InputFile file(path);
  if (file.size() < kBegin.size() + kEnd.size()) return false;
  std::string begin(kBegin.size(), 0), end(kEnd.size(), 0);
  file.read(begin.data(), begin.size());
  file.read_at(file.size() - end.size(), end.data(), end.size());
  return begin == kBegin && end == kEnd;
}

void list_grids(const RunFolder& run, RunRecord& record) {
  const auto is_sound = [&](const fs::path& path) {
    try {
      if (is_whole_png(path)) return true;
      record.faults.push_back(path.string() + ": damaged, not a whole PNG; skipped");
    } catch (const Error& error) {
      record.faults.push_back(error.what() + std::string("; skipped"));
    }
    return false;
  };
  for (const int64_t epoch : read_if_possible(record, [&] { return run.list_grids(); }))
    if (is_sound(run.grid(epoch))) record.grids.push_back(epoch);
  record.has_real_grid = is_there(run.real_grid()) && is_sound(run.real_grid());
}

std::optional<int64_t> find_number(const Json& config, const char* section, const char* key) {
  const auto at = Json::json_pointer(std::string("/") + section + "/" + key);
  return config.is_object() && config.contains(at) ? whole_number(config[at]) : std::nullopt;
}

}  // namespace

const Columns& RunRecord::split(Split split) const {
  static const Columns kEmpty;
  const auto found = splits.find(split);
  return found == splits.end() ? kEmpty : found->second;
}

double RunRecord::newest_step() const {
  const double told = last("step");
  return checkpoints.empty() ? told : std::max(told, static_cast<double>(checkpoints.front()));
}

double RunRecord::last(const std::string& column) const {
  double furthest = -1;
  double value = 0;
  for (const auto& [split, columns] : splits) {
    const auto steps = columns.find("step");
    const auto values = columns.find(column);
    if (steps == columns.end() || values == columns.end()) continue;
    if (steps->second.back() < furthest || std::isnan(values->second.back())) continue;
    furthest = steps->second.back();
    value = values->second.back();
  }
  return value;
}

std::optional<double> RunRecord::steps_per_epoch() const {
  // step / epoch is smallest, and exact, where an epoch has just ended.
  double least = std::numeric_limits<double>::infinity();
  for (const auto& [split, columns] : splits)
    for (size_t i = 0; i < columns.at("step").size(); ++i)
      if (const double epoch = columns.at("epoch")[i]; epoch > 0)
        least = std::min(least, columns.at("step")[i] / epoch);
  return std::isfinite(least) && least > 0 ? std::optional(least) : std::nullopt;
}

std::optional<int64_t> RunRecord::last_step() const {
  const auto steps = find_number(config, "train", "steps");
  if (steps && *steps > 0) return steps;
  const auto epochs = find_number(config, "train", "epochs");
  const auto per_epoch = steps_per_epoch();
  if (!epochs || !per_epoch) return std::nullopt;
  const double last = std::round(static_cast<double>(*epochs) * *per_epoch);
  if (last > static_cast<double>(kMaxWholeNumber)) return std::nullopt;
  return static_cast<int64_t>(last);
}

std::optional<int64_t> RunRecord::epochs() const {
  const auto steps = find_number(config, "train", "steps");
  return steps && *steps > 0 ? std::nullopt : find_number(config, "train", "epochs");
}

RunRecord read_run_record(const fs::path& folder) {
  const RunFolder run(folder);
  if (!run.holds_run())
    throw Error(ErrorKind::kMissing,
                folder.string() + ": holds no run (no config.json, no checkpoint); name a folder " +
                    "that gan-train train made");
  RunRecord record;
  record.folder = folder;
  record.trainer = find_lock_holder(folder);
  read_config(run.config(), record);
  read_metrics(run.metrics(), record);
  read_events(run.events(), record);
  list_grids(run, record);
  record.checkpoints = read_if_possible(record, [&] { return run.list_checkpoints(); });
  record.has_best_checkpoint = is_there(run.best_checkpoint());
  record.state = record.trainer ? RunRecord::State::kTraining : find_state(record);
  return record;
}

std::optional<BestMetric> find_best(const RunRecord& record) {
  const auto at = Json::json_pointer("/evaluate/best_by");
  const bool is_named =
      record.config.is_object() && record.config.contains(at) && record.config[at].is_string();
  const auto metric = is_named ? find_choice<Metric>(record.config[at].get<std::string>())
                               : std::optional(Config().evaluate.best_by);
  const Columns& columns = record.split(Split::kEvaluation);
  const auto values = metric ? columns.find(name_of(*metric)) : columns.end();
  if (values == columns.end()) return std::nullopt;
  std::optional<BestMetric> best;
  for (size_t i = 0; i < values->second.size(); ++i) {
    const double value = values->second[i];
    if (std::isnan(value)) continue;
    if (!best || is_better(*metric, value, best->value))
      best = {*metric, value, static_cast<int64_t>(columns.at("epoch")[i])};
  }
  return best;
}

}  // namespace gan
