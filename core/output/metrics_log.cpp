#include "core/output/metrics_log.h"

#include <charconv>
#include <cmath>
#include <ctime>

namespace gan {
namespace {

const std::string kFirstKey = "{\"step\":";
constexpr uint64_t kMaxMetricsBytes = uint64_t{1} << 34;

std::string keep_until(const std::string& lines, int64_t step) {
  std::string kept;
  size_t begin = 0;
  for (size_t end = lines.find('\n'); end != std::string::npos; end = lines.find('\n', begin)) {
    const std::string_view line = std::string_view(lines).substr(begin, end + 1 - begin);
    begin = end + 1;
    if (line.substr(0, kFirstKey.size()) != kFirstKey) continue;
    int64_t line_step = 0;
    std::from_chars(line.data() + kFirstKey.size(), line.data() + line.size(), line_step);
    if (line_step <= step) kept += line;
  }
  return kept;
}

std::filesystem::path rewound(std::filesystem::path path, int64_t step) {
  std::error_code ignored;
  if (!std::filesystem::exists(path, ignored)) return path;
  const std::string lines = read_file(path, kMaxMetricsBytes);
  const std::string kept = keep_until(lines, step);
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

MetricsLog::MetricsLog(std::filesystem::path path, int64_t step)
    : file_(rewound(std::move(path), step)) {}

void MetricsLog::append(const std::string& split, const Position& position,
                        const Averages& averages, double images_per_second) {
  std::string line = kFirstKey + std::to_string(position.step);
  const auto add = [&line](const char* key, const std::string& value) {
    line += std::string(",\"") + key + "\":" + value;
  };
  add("epoch", std::to_string(position.epoch));
  add("images", std::to_string(position.images));
  add("split", "\"" + split + "\"");
  add("loss.discriminator.true", number(averages.mean(Averages::kRealLoss)));
  add("loss.discriminator.false", number(averages.mean(Averages::kFakeLoss)));
  add("loss.discriminator", number(averages.discriminator_loss()));
  add("loss.generator", number(averages.mean(Averages::kGeneratorLoss)));
  if (const double penalty = averages.mean(Averages::kPenalty); std::isfinite(penalty))
    add("loss.penalty", number(penalty));
  add("D(x)", number(averages.mean(Averages::kRealProbability)));
  add("D(G(z))", number(averages.mean(Averages::kFakeProbability)));
  if (images_per_second > 0) add("images_per_second", number(std::round(images_per_second)));
  add("time", "\"" + now_utc() + "\"");
  file_.append(line + "}\n");
}

}  // namespace gan
