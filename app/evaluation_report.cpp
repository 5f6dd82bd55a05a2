#include "app/evaluation_report.h"

#include <array>
#include <nlohmann/json.hpp>

#include "app/machine.h"
#include "app/text.h"
#include "core/base/errors.h"
#include "core/base/file.h"
#include "core/evaluate/spread.h"

namespace gan {
namespace {

constexpr uint32_t kMnistCrc32 = 0xf3639b56;  // of MNIST's training images

// How a measure is shown.
struct Row {
  const char* name;  // the measure's
  const char* label;
  const char* pattern;  // of its figures
  const char* better;
};
constexpr std::array<Row, 15> kRows = {{
    {"frechet", "Frechet distance", "%.3f", "lower"},
    {"kid", "kernel distance (KID)", "%.3g", "lower"},
    {"precision", "precision", "%.4f", "higher"},
    {"recall", "recall", "%.4f", "higher"},
    {"density", "density", "%.4f", "higher"},
    {"coverage", "coverage", "%.4f", "higher"},
    {"modes", "classes present", "%.0f", "higher"},
    {"class_kl", "class divergence (KL), nats", "%.5f", "lower"},
    {"ndb", "bins that differ (NDB/k)", "%.4f", "lower"},
    {"bin_js", "bin divergence (JS), nats", "%.5f", "lower"},
    {"nearest", "to nearest training image", "%.3f", "as real"},
    {"nearest_median", "  median", "%.3f", "as real"},
    {"nearest_ratio", "  ratio to test images", "%.3f", "as real"},
    {"copies", "  nearer than 99 % of test", "%.4f", "as real"},
    {"parzen", "Parzen windows, nats", "%.1f", "higher"},
}};

std::string format_line(const std::string& label, const std::string& samples,
                        const std::string& real, const std::string& better) {
  return pad(label, 28) + pad(samples, 22) + pad(real, 22) + better + "\n";
}

std::string format_value(const char* pattern, double value, double error) {
  return format(pattern, value) + (error > 0 ? " +- " + format(pattern, error) : "");
}

std::string format_measure(const Row& row, const Measure& measure) {
  std::string real = "-";
  if (!measure.floor.empty()) {
    const Spread spread = spread_of(measure.floor);
    real = format_value(row.pattern, spread.mean, spread.deviation);
  }
  return format_line(row.label, format_value(row.pattern, measure.value, measure.error), real,
                     row.better);
}

std::string format_shares(const char* label, const std::vector<double>& shares) {
  constexpr size_t kPerLine = 10;
  std::string text;
  for (size_t i = 0; i < shares.size(); ++i) {
    if (i % kPerLine == 0) text += (i > 0 ? "\n" : "") + pad(i > 0 ? "" : label, 20);
    text += format("%6.1f", 100 * shares[i]);
  }
  return text + "\n";
}

std::string format_judge(const Evaluation::Classes& classes, uint32_t crc32, const RealData& real) {
  return "judge: right about " + format("%.2f", 100 * classes.judge_accuracy) + " % of the " +
         std::to_string(real.test.count()) + " test images, CRC-32 " + hexadecimal(crc32) + "\n";
}

// Goodfellow et al. 2014, table 1; Theis et al. 2016, table 1.
const char* const kParzenLiterature =
    "Parzen windows in the literature, for MNIST:\n"
    "  DBN 138 +- 2, stacked CAE 121 +- 1.6, deep GSN 214 +- 1.1, GAN 225 +- 2\n"
    "  (Goodfellow et al. 2014); real images 243, yet k-means centres 313\n"
    "  (Theis et al. 2016): a higher figure need not mean better samples.\n";

nlohmann::ordered_json describe_images(const Images& images) {
  return {{"count", images.count()},
          {"height", images.height()},
          {"width", images.width()},
          {"crc32", hexadecimal(images.crc32)}};
}

nlohmann::ordered_json describe_measure(const Measure& measure) {
  nlohmann::ordered_json json = {{"value", measure.value}};
  if (measure.error > 0) json["error"] = measure.error;
  if (measure.floor.empty()) return json;
  const Spread spread = spread_of(measure.floor);
  json["floor"] = {
      {"mean", spread.mean}, {"deviation", spread.deviation}, {"values", measure.floor}};
  return json;
}

}  // namespace

std::string format_table(const Evaluation& evaluation, const EvaluationSubject& subject,
                         const RealData& real) {
  std::string text = printable(subject.source.string()) + ": " + std::to_string(subject.count) +
                     " samples" +
                     (subject.step ? " of step " + std::to_string(*subject.step) : "") +
                     (subject.seed ? ", seed " + std::to_string(*subject.seed) : "") +
                     ", against " + printable(subject.against.string()) + "\n";
  if (evaluation.classes) text += format_judge(*evaluation.classes, subject.judge->crc32, real);
  text.append("\n").append(format_line("metric", "samples", "real images", "better"));
  for (const Measure& measure : evaluation.measures)
    for (const Row& row : kRows)
      if (measure.name == row.name) text += format_measure(row, measure);
  if (evaluation.classes) {
    text.append("\n").append(format_shares("classes, %: samples", evaluation.classes->samples));
    text += format_shares("            real", evaluation.classes->real);
  }
  if (real.train.crc32 == kMnistCrc32) text += std::string("\n") + kParzenLiterature;
  return text;
}

std::string format_json(const Evaluation& evaluation, const EvaluationSubject& subject,
                        const RealData& real) {
  nlohmann::ordered_json json;
  json["source"] = subject.source.string();
  if (subject.step) json["step"] = *subject.step;
  if (subject.seed) json["seed"] = *subject.seed;
  json["count"] = subject.count;
  json["against"] = {{"folder", subject.against.string()},
                     {"train", describe_images(real.train)},
                     {"test", describe_images(real.test)}};
  if (evaluation.classes) {
    json["judge"] = {{"accuracy", evaluation.classes->judge_accuracy},
                     {"crc32", hexadecimal(subject.judge->crc32)},
                     {"cached", subject.judge->was_cached}};
    json["classes"] = {{"samples", evaluation.classes->samples},
                       {"real", evaluation.classes->real}};
  }
  for (const Measure& measure : evaluation.measures)
    json["metrics"][measure.name] = describe_measure(measure);
  json["metrics"]["parzen"]["sigma"] = evaluation.parzen_sigma;
  for (const auto& [name, version] : list_versions()) json["versions"][name] = version;
  // A path need not be UTF-8.
  return json.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace gan
