#include "app/runs/columns.h"

#include <algorithm>
#include <limits>

#include "core/output/json_lines.h"

namespace gan {
namespace {

constexpr size_t kMaxColumns = 16;  // ours have 12; one line could add columns to all lines
constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

// Adds the numbers of one line to the columns of its split, which stay of equal length.
void add_line(const Json& line, double seconds, Columns& columns) {
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

// None if it is not a line of metrics.
std::optional<Split> check_line(const Json& line) {
  for (const char* key : {"step", "epoch", "images"})
    if (!find_whole_number(line, key)) return std::nullopt;
  return find_split(line);
}

// 0 if there is no such number.
double number_in(const Json& line, const char* key) {
  const auto value = line.find(key);
  return value != line.end() && value->is_number() ? value->get<double>() : 0;
}

}  // namespace

RunColumns read_columns(std::string_view text) {
  RunColumns run;
  double seconds = 0;
  double images = 0;
  for_each_line(text, [&](std::string_view, const Json& line) {
    const std::optional<Split> split = check_line(line);
    if (!split) {
      ++run.damaged;
      return;
    }
    if (const double speed = number_in(line, "images_per_second"); speed > 0) {
      const double seen = number_in(line, "images");
      seconds += std::max(0.0, seen - images) / speed;
      images = seen;
    }
    add_line(line, seconds, run.splits[*split]);
  });
  return run;
}

}  // namespace gan
