#include "app/evaluation/report.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "app/evaluation/by_class_report.h"
#include "app/machine/machine.h"
#include "app/terminal/text.h"
#include "core/base/errors.h"
#include "core/base/file.h"
#include "core/evaluate/spread.h"

namespace gan {
namespace {

constexpr uint32_t kMnistCrc32 = 0xf3639b56;  // of MNIST's training images

std::string format_line(const std::string& label, const std::string& samples,
                        const std::string& real, const std::string& better) {
  return pad(label, 28) + pad(samples, 22) + pad(real, 22) + better + "\n";
}

// Why the samples or the real images have no value; "" if they have.
std::string why_no_figure(const Measure& measure) {
  const auto is_finite = [](double value) { return std::isfinite(value); };
  if (is_finite(measure.value) && std::all_of(measure.real.begin(), measure.real.end(), is_finite))
    return "";
  const char* const why = info_of(measure.metric).why_none;
  return why ? why : "the value is not finite";
}

std::string format_value(const char* pattern, double value, double error) {
  if (!std::isfinite(value)) return "no figure";
  return format(pattern, value) + (error > 0 ? " +- " + format(pattern, error) : "");
}

std::string format_measure(const Measure& measure) {
  const MetricInfo& info = info_of(measure.metric);
  std::string real = "-";
  if (!measure.real.empty()) {
    const Spread spread = spread_of(measure.real);
    real = format_value(info.format, spread.mean, spread.deviation);
  }
  const std::string unit = info.unit;
  return format_line(info.label + (unit.empty() ? "" : ", " + unit),
                     format_value(info.format, measure.value, measure.error), real,
                     describe(info.better));
}

// The class that is worst by a metric, beside what real images of it score. "" if there is none.
std::string format_worst(const Evaluation& evaluation, const std::vector<std::string>& names,
                         Metric metric) {
  const auto worst = find_worst(evaluation.by_class, metric);
  if (!worst) return "";
  const MetricInfo& info = info_of(metric);
  const ClassFigure& figure = *evaluation.by_class[*worst].figure(metric);
  std::string real = "-";
  if (!figure.real.empty()) {
    const Spread spread = spread_of(figure.real);
    real = format_value(info.format, spread.mean, spread.deviation);
  }
  return format_line("  worst class: " + short_name(names[*worst], 12),
                     format_value(info.format, figure.value, 0), real, describe(info.better));
}

std::string format_measures(const Evaluation& evaluation, const RealData& real) {
  std::string text;
  for (const Measure& measure : evaluation.measures) {
    text += format_measure(measure);
    if (measure.metric == Metric::kFrechet || measure.metric == Metric::kRecall)
      text += evaluation.by_class.empty()
                  ? ""
                  : format_worst(evaluation, real.train.labels->names, measure.metric);
  }
  return text;
}

// A line for each metric that has no figure.
std::string format_missing(const std::vector<Measure>& measures) {
  std::string text;
  for (const Measure& measure : measures) {
    const std::string label = info_of(measure.metric).label;
    if (const std::string why = why_no_figure(measure); !why.empty())
      text += "no figure, " + label.substr(label.find_first_not_of(' ')) + ":\n  " + why + "\n";
  }
  return text.empty() ? text : "\n" + text;
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

std::string format_classes(const Evaluation& evaluation, const std::vector<std::string>& names) {
  const Evaluation::Classes& classes = *evaluation.classes;
  std::string text =
      names.size() > kMaxListedClasses
          ? "classes: " + std::to_string(names.size()) + ", too many to list; --json has each\n"
          : format_shares("classes, %: samples", classes.samples) +
                format_shares("            real", classes.real);
  const std::string by_class = format_by_class(evaluation.by_class, names);
  return text + (by_class.empty() ? "" : "\n" + by_class);
}

std::string format_judge(const Evaluation::Classes& classes, uint32_t crc32, const RealData& real) {
  return "judge: " + format("%.2f", 100 * classes.judge_accuracy) + " % accuracy on the " +
         std::to_string(real.test.count()) + " test images, CRC-32 " + hexadecimal(crc32) + "\n";
}

// Goodfellow et al. 2014, table 1; Theis et al. 2016, table 1.
const char* const kParzenLiterature =
    "Parzen windows in the literature, for MNIST:\n"
    "  DBN 138 +- 2, stacked CAE 121 +- 1.6, deep GSN 214 +- 1.1, GAN 225 +- 2\n"
    "  (Goodfellow et al. 2014); real images 243, but k-means centres 313\n"
    "  (Theis et al. 2016): a higher figure need not mean better samples.\n";

nlohmann::ordered_json describe_images(const Images& images) {
  const ImageShape shape = images.shape();
  return {{"count", images.count()},
          {"channels", shape.channels},
          {"height", shape.height},
          {"width", shape.width},
          {"crc32", hexadecimal(images.crc32)}};
}

nlohmann::ordered_json describe_measure(const Measure& measure) {
  nlohmann::ordered_json json = {{"value", measure.value}};  // null if it is not finite
  if (const std::string why = why_no_figure(measure); !why.empty()) json["reason"] = why;
  if (measure.error > 0) json["error"] = measure.error;
  if (measure.real.empty()) return json;
  const Spread spread = spread_of(measure.real);
  json["real"] = {{"mean", spread.mean}, {"deviation", spread.deviation}, {"values", measure.real}};
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
  text += format_measures(evaluation, real);
  text += format_missing(evaluation.measures);
  if (evaluation.classes)
    text.append("\n").append(format_classes(evaluation, real.train.labels->names));
  if (real.train.images.crc32 == kMnistCrc32) text += std::string("\n") + kParzenLiterature;
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
                     {"train", describe_images(real.train.images)},
                     {"test", describe_images(real.test.images)}};
  if (evaluation.classes) {
    json["judge"] = {{"accuracy", evaluation.classes->judge_accuracy},
                     {"crc32", hexadecimal(subject.judge->crc32)},
                     {"cached", subject.judge->was_cached}};
    json["classes"] = {{"samples", evaluation.classes->samples},
                       {"real", evaluation.classes->real}};
    if (!evaluation.by_class.empty())
      json["by_class"] = describe_by_class(evaluation.by_class, real.train.labels->names);
  }
  for (const Measure& measure : evaluation.measures)
    json["metrics"][name_of(measure.metric)] = describe_measure(measure);
  json["metrics"]["parzen"]["sigma"] = evaluation.parzen_sigma;
  for (const auto& [name, version] : list_versions()) json["versions"][name] = version;
  // A path may not be valid UTF-8.
  return json.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace gan
