#include "app/page/data.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <ctime>
#include <set>

#include "core/base/divide_up.h"
#include "core/evaluate/metrics.h"
#include "core/output/run_folder.h"

namespace gan {
namespace {

constexpr size_t kMaxPoints = 1000;  // of a curve

// Five digits are more than a curve can show, and need a third of the bytes.
Json to_json(double value) {
  if (!std::isfinite(value)) return nullptr;
  char text[32];
  std::snprintf(text, sizeof text, "%.5g", value);
  const double shown = std::strtod(text, nullptr);
  constexpr double kExact = 1e15;
  if (std::trunc(value) == value && std::abs(value) < kExact) return static_cast<int64_t>(value);
  return shown;
}

bool is_position(const std::string& column) {
  return column == "step" || column == "epoch" || column == "images" || column == "seconds";
}

// Replaces every `stride` values of a column by one: their mean, or the last if is_position().
Json thin(const std::string& name, const std::vector<double>& values, size_t stride) {
  Json thinned = Json::array();
  for (size_t begin = 0; begin < values.size(); begin += stride) {
    const size_t end = std::min(begin + stride, values.size());
    double sum = 0;
    double count = 0;
    for (size_t i = begin; i < end; ++i) {
      if (std::isnan(values[i])) continue;
      sum += values[i];
      ++count;
    }
    thinned.push_back(to_json(is_position(name) ? values[end - 1] : sum / count));
  }
  return thinned;
}

size_t stride_of(const Columns& columns) {
  const auto steps = columns.find("step");
  return steps == columns.end() ? 1 : divide_up(steps->second.size(), kMaxPoints);
}

Json list_splits(const RunRecord& record) {
  Json splits = Json::object();
  for (const auto& [split, columns] : record.splits)
    for (const auto& [name, values] : columns)
      splits[name_of(split)][name] = thin(name, values, stride_of(columns));
  return splits;
}

Json list_real_values(const RunRecord& record) {
  Json real = Json::object();
  for (const auto& [name, values] : record.split(Split::kReal))
    if (!is_position(name)) real[name] = to_json(values.back());
  return real;
}

// The labels on the page of all metrics that a training may have, in order.
Json list_metric_labels() {
  Json labels = Json::object();
  for (const MetricInfo& info : list_metrics()) {
    if (!info.is_of_training()) continue;
    std::string label = info.label;
    label[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(label[0])));
    if (*info.unit) label += std::string(", ") + info.unit;
    labels[info.name()] = label + " (" + describe(info.better) + ")";
  }
  return labels;
}

Json list_events(const RunRecord& record) {
  Json events = Json::array();
  for (const RecordedEvent& event : record.events)
    events.push_back({{"time", event.time},
                      {"event", name_of(event.event)},
                      {"step", event.step},
                      {"text", event.text}});
  return events;
}

Json list_grids(const RunRecord& record, int64_t max_grids,
                const std::function<std::string(const std::filesystem::path&)>& source) {
  const RunFolder run(record.folder);
  const auto count = static_cast<int64_t>(record.grids.size());
  const int64_t shown = std::min(count, std::max<int64_t>(max_grids, 1));
  Json grids = Json::array();
  for (int64_t i = 0; i < shown; ++i) {
    const int64_t at = shown == 1 ? count - 1 : i * (count - 1) / (shown - 1);
    const int64_t epoch = record.grids[static_cast<size_t>(at)];
    grids.push_back({{"epoch", epoch}, {"src", source(run.grid(epoch))}});
  }
  return grids;
}

Json list_checkpoints(const RunRecord& record) {
  Json names = Json::array();
  const RunFolder run(record.folder);
  for (const int64_t step : record.checkpoints)
    names.push_back(run.checkpoint(step).filename().string());
  if (record.has_best_checkpoint) names.push_back(run.best_checkpoint().filename().string());
  return names;
}

Json find_best_as_json(const RunRecord& record) {
  const auto best = find_best(record);
  if (!best) return nullptr;
  return {
      {"metric", name_of(best->metric)}, {"value", to_json(best->value)}, {"epoch", best->epoch}};
}

template <typename T>
Json or_null(const std::optional<T>& value) {
  return value ? Json(*value) : Json(nullptr);
}

Json describe_record(const RunRecord& record, const std::string& name, int64_t max_grids,
                     const std::function<std::string(const std::filesystem::path&)>& source) {
  const size_t all_grids = record.grids.size();
  const Json grids = list_grids(record, max_grids, source);
  const RunFolder run(record.folder);
  return {{"name", name},
          {"state", name_of(record.state)},
          {"trainer", or_null(record.trainer)},
          {"step", record.newest_step()},
          {"last_step", or_null(record.last_step())},
          {"epoch", record.last("epoch")},
          {"epochs", or_null(record.epochs())},
          {"images", record.last("images")},
          {"seconds", to_json(record.last("seconds"))},
          {"steps_per_epoch", or_null(record.steps_per_epoch())},
          {"classes", record.classes},
          {"class_columns", record.class_columns},
          {"best", find_best_as_json(record)},
          {"config", record.config},
          {"splits", list_splits(record)},
          {"lines_per_point", stride_of(record.split(Split::kTrain))},
          {"real_values", list_real_values(record)},
          {"events", list_events(record)},
          {"resumed_at", record.resumed_at},
          {"grids", grids},
          {"grids_left_out", all_grids - grids.size()},
          {"real", record.has_real_grid ? Json(source(run.real_grid())) : Json(nullptr)},
          {"checkpoints", list_checkpoints(record)},
          {"faults", record.faults}};
}

// The names of the folders, or their paths if two have the same name.
std::vector<std::string> name_runs(const std::vector<RunRecord>& records) {
  std::vector<std::string> names;
  for (const RunRecord& record : records)
    names.push_back(
        std::filesystem::absolute(record.folder / ".").parent_path().filename().string());
  if (std::set<std::string>(names.begin(), names.end()).size() == names.size()) return names;
  for (size_t i = 0; i < names.size(); ++i) names[i] = records[i].folder.string();
  return names;
}

std::string now() {
  const std::time_t seconds = std::time(nullptr);
  std::tm parts{};
  ::localtime_r(&seconds, &parts);
  char text[32];
  return {text, std::strftime(text, sizeof text, "%Y-%m-%d %H:%M", &parts)};
}

}  // namespace

std::string format_page_data(const std::vector<RunRecord>& records, int64_t max_grids,
                             const PictureSource& source) {
  const std::vector<std::string> names = name_runs(records);
  Json runs = Json::array();
  for (size_t i = 0; i < records.size(); ++i)
    runs.push_back(
        describe_record(records[i], names[i], max_grids,
                        [&](const std::filesystem::path& picture) { return source(i, picture); }));
  const Json data = {{"version", GAN_VERSION},
                     {"made", now()},
                     {"live", false},
                     {"metrics", list_metric_labels()},
                     {"runs", runs}};
  // A hostile file may contain invalid UTF-8.
  return data.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace gan
