#include "core/output/metrics_log.h"

#include <cmath>

#include "core/config/choices.h"
#include "core/output/json_lines.h"

namespace gan {
namespace {

constexpr uint64_t kMaxMetricsBytes = uint64_t{1} << 34;

std::string keep_until(const std::string& lines, int64_t step, int64_t rollbacks) {
  std::string kept;
  for_each_line(lines, [&](std::string_view line, const Json& json) {
    const auto line_step = find_whole_number(json, "step");
    if (!line_step) return;
    const int64_t line_rollbacks = find_whole_number(json, "rollbacks").value_or(0);
    // Earlier rollbacks stay in the log, even if a later one went back to before their step.
    if (line_rollbacks > 0 ? line_rollbacks <= rollbacks : *line_step <= step)
      kept.append(line).append("\n");
  });
  return kept;
}

std::filesystem::path rewound(std::filesystem::path path, int64_t step, int64_t rollbacks) {
  std::error_code ignored;
  if (!std::filesystem::exists(path, ignored)) return path;
  const std::string lines = read_file(path, kMaxMetricsBytes);
  const std::string kept = keep_until(lines, step, rollbacks);
  if (kept.size() != lines.size()) write_file_atomically(path, kept);
  return path;
}

}  // namespace

MetricsLog::MetricsLog(std::filesystem::path path, int64_t step, int64_t rollbacks)
    : file_(rewound(std::move(path), step, rollbacks)) {}

void MetricsLog::append(Split split, const Position& position, const Averages& averages,
                        double images_per_second) {
  std::vector<std::pair<std::string, double>> metrics = {
      {"loss.discriminator.true", averages.mean(Averages::kRealLoss)},
      {"loss.discriminator.false", averages.mean(Averages::kFakeLoss)},
      {"loss.discriminator", averages.discriminator_loss()},
      {"loss.generator", averages.mean(Averages::kGeneratorLoss)},
  };
  if (const double penalty = averages.mean(Averages::kPenalty); !std::isnan(penalty))
    metrics.emplace_back("loss.penalty", penalty);
  metrics.emplace_back("D(x)", averages.mean(Averages::kRealProbability));
  metrics.emplace_back("D(G(z))", averages.mean(Averages::kFakeProbability));
  if (images_per_second > 0)
    metrics.emplace_back("images_per_second", std::round(images_per_second));
  append(split, position, metrics);
}

void MetricsLog::append(Split split, const Position& position,
                        const std::vector<std::pair<std::string, double>>& metrics,
                        const std::string& sign) {
  Json line = {{"step", position.step},
               {"epoch", position.epoch},
               {"images", position.images},
               {"split", name_of(split)}};
  if (!sign.empty()) line["sign"] = sign;
  for (const auto& [name, value] : metrics) line[name] = number(value);
  line["time"] = now_utc();
  file_.append(format_line(line));
}

void MetricsLog::append_rollback(const Position& position, int64_t rollbacks, int64_t noticed_at,
                                 const std::string& sign) {
  file_.append(format_line({{"step", position.step},
                            {"epoch", position.epoch},
                            {"images", position.images},
                            {"split", name_of(Split::kDivergence)},
                            {"sign", sign},
                            {"rollbacks", rollbacks},
                            {"noticed_at", noticed_at},
                            {"time", now_utc()}}));
}

std::vector<double> read_metric(const std::filesystem::path& log, Split split,
                                const std::string& name) {
  std::vector<double> values;
  for_each_line(read_file(log, kMaxMetricsBytes), [&](std::string_view, const Json& line) {
    if (find_split(line) != split) return;
    const auto value = line.find(name);
    if (value != line.end() && value->is_number()) values.push_back(value->get<double>());
  });
  return values;
}

}  // namespace gan
