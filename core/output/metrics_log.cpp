#include "core/output/metrics_log.h"

#include <charconv>
#include <cmath>
#include <ctime>
#include <sstream>

namespace gan {
namespace {

const std::string kFirstKey = "{\"step\":";
const std::string kRollbacksKey = ",\"rollbacks\":";
constexpr uint64_t kMaxMetricsBytes = uint64_t{1} << 34;

// The whole number behind a key; 0 without one.
int64_t find_integer(std::string_view line, const std::string& key) {
  const size_t at = line.find(key);
  int64_t value = 0;
  if (at != std::string_view::npos)
    std::from_chars(line.data() + at + key.size(), line.data() + line.size(), value);
  return value;
}

std::string keep_until(const std::string& lines, int64_t step, int64_t rollbacks) {
  std::string kept;
  size_t begin = 0;
  for (size_t end = lines.find('\n'); end != std::string::npos; end = lines.find('\n', begin)) {
    const std::string_view line = std::string_view(lines).substr(begin, end + 1 - begin);
    begin = end + 1;
    if (line.substr(0, kFirstKey.size()) != kFirstKey) continue;
    const int64_t line_rollbacks = find_integer(line, kRollbacksKey);
    // The lines of rollbacks stay, whatever came of the step to which they went back.
    if (line_rollbacks > 0 ? line_rollbacks <= rollbacks : find_integer(line, kFirstKey) <= step)
      kept += line;
  }
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

// The shortest text that reads back as the same double; null where there is no value.
std::string number(double value) {
  if (!std::isfinite(value)) return "null";
  char text[32];
  return {text, std::to_chars(text, text + sizeof text, value).ptr};
}

std::string now_utc() {
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  ::gmtime_r(&now, &parts);
  char text[32];
  return {text, std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts)};
}

}  // namespace

MetricsLog::MetricsLog(std::filesystem::path path, int64_t step, int64_t rollbacks)
    : file_(rewound(std::move(path), step, rollbacks)) {}

void MetricsLog::append(const std::string& split, const Position& position,
                        const Averages& averages, double images_per_second) {
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

void MetricsLog::append(const std::string& split, const Position& position,
                        const std::vector<std::pair<std::string, double>>& metrics,
                        const std::string& sign) {
  std::string line =
      kFirstKey + std::to_string(position.step) + ",\"epoch\":" + std::to_string(position.epoch) +
      ",\"images\":" + std::to_string(position.images) + ",\"split\":\"" + split + "\"";
  if (!sign.empty()) line += ",\"sign\":\"" + sign + "\"";
  for (const auto& [name, value] : metrics) line += ",\"" + name + "\":" + number(value);
  file_.append(line + ",\"time\":\"" + now_utc() + "\"}\n");
}

std::vector<double> read_metric(const std::filesystem::path& log, const std::string& split,
                                const std::string& name) {
  std::istringstream lines(read_file(log, kMaxMetricsBytes));
  const std::string split_key = ",\"split\":\"" + split + "\"";
  const std::string key = ",\"" + name + "\":";
  std::vector<double> values;
  for (std::string line; std::getline(lines, line);) {
    const size_t at = line.find(key);
    if (at == std::string::npos || line.find(split_key) == std::string::npos) continue;
    double value = 0;
    const char* const begin = line.data() + at + key.size();
    if (std::from_chars(begin, line.data() + line.size(), value).ec == std::errc())
      values.push_back(value);
  }
  return values;
}

}  // namespace gan
