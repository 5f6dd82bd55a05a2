#include "app/run_columns.h"

#include <algorithm>
#include <limits>
#include <set>

#include "app/foreign_json.h"

namespace gan {
namespace {

constexpr size_t kMaxColumns = 16;  // ours have 12; a line names them, all lines pay for them
constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

// Takes the numbers of one line into its split's columns, which stay of equal length.
void add_line(const Json& line, double seconds, RunColumns& run) {
  const auto split = line.find("split");
  Columns& columns = run.splits[split->get<std::string>()];
  for (const char* key : {"step", "epoch", "images", "seconds"}) columns[key];
  const size_t count = columns["step"].size();
  for (const auto& [key, value] : line.items()) {
    if (key == "seconds" || (!value.is_number() && !value.is_null())) continue;
    if (columns.size() >= kMaxColumns && columns.count(key) == 0) continue;
    std::vector<double>& column = columns[key];
    column.resize(count, kNone);
    column.push_back(value.is_number() ? value.get<double>() : kNone);
  }
  columns["seconds"].push_back(seconds);
  for (auto& [name, column] : columns) column.resize(count + 1, kNone);
}

bool is_metrics_line(const Json& line) {
  static const std::set<std::string> kSplits = {"train", "validation", "evaluation", "floor",
                                                "divergence"};
  if (!line.is_object()) return false;
  for (const char* key : {"step", "epoch", "images"}) {
    const auto value = line.find(key);
    if (value == line.end() || !whole_number(*value)) return false;
  }
  const auto split = line.find("split");
  return split != line.end() && split->is_string() && kSplits.count(split->get<std::string>()) > 0;
}

// 0 where it is not a number.
double number_in(const Json& line, const char* key) {
  const auto value = line.find(key);
  return value != line.end() && value->is_number() ? value->get<double>() : 0;
}

}  // namespace

RunColumns read_columns(std::string_view text) {
  RunColumns run;
  double seconds = 0;
  double images = 0;
  for (size_t begin = 0; begin < text.size();) {
    const size_t end = text.find('\n', begin);
    if (end == std::string_view::npos) break;
    const Json line = parse_foreign(text.substr(begin, end - begin));
    begin = end + 1;
    if (!is_metrics_line(line)) {
      ++run.damaged;
      continue;
    }
    if (const double speed = number_in(line, "images_per_second"); speed > 0) {
      const double seen = number_in(line, "images");
      seconds += std::max(0.0, seen - images) / speed;
      images = seen;
    }
    add_line(line, seconds, run);
  }
  return run;
}

}  // namespace gan
