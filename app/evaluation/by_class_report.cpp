#include "app/evaluation/by_class_report.h"

#include <nlohmann/json.hpp>

#include "app/terminal/text.h"
#include "core/base/errors.h"
#include "core/evaluate/metrics.h"
#include "core/evaluate/spread.h"

namespace gan {
namespace {

using FigureJson = nlohmann::ordered_json;

constexpr size_t kNameWidth = 16;

const char* const kTooFew = "fewer than 10 samples or test images";
static_assert(kMinOfClass == 10);

std::string format_figure(const std::optional<ClassFigure>& figure, Metric metric) {
  const char* const pattern = info_of(metric).format;
  if (!figure) return pad("-", 9) + pad("-", 9);
  return pad(format(pattern, figure->value), 9) +
         pad(figure->real.empty() ? "-" : format(pattern, spread_of(figure->real).mean), 9);
}

std::string format_class(const ClassScores& scores, const std::string& name) {
  std::string line = pad(short_name(name, kNameWidth), kNameWidth + 2) +
                     format("%8.2f", 100 * scores.share_asked) +
                     format("%8.2f", 100 * scores.share_seen) + "  " +
                     pad(scores.gan_test ? format("%.4f", *scores.gan_test) : "-", 10) +
                     format_figure(scores.frechet, Metric::kFrechet) +
                     format_figure(scores.recall, Metric::kRecall);
  return line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
}

std::string list_without_figure(const std::vector<ClassScores>& classes,
                                const std::vector<std::string>& names) {
  std::vector<std::string> without;
  for (size_t i = 0; i < classes.size(); ++i)
    if (!classes[i].frechet) without.push_back(names[i]);
  if (without.empty()) return "";
  return std::string("no figure, ") + kTooFew + ":\n  " + std::to_string(without.size()) +
         (without.size() == 1 ? " class: " : " classes: ") + join_names(without) + "\n";
}

FigureJson describe_figure(const std::optional<ClassFigure>& figure) {
  if (!figure) return {{"value", nullptr}, {"reason", kTooFew}};
  FigureJson json = {{"value", figure->value}};
  if (figure->real.empty()) return json;
  const Spread spread = spread_of(figure->real);
  json["real"] = {{"mean", spread.mean}, {"deviation", spread.deviation}, {"values", figure->real}};
  return json;
}

FigureJson describe_class(const ClassScores& scores) {
  FigureJson json = {{"samples", scores.samples},
                     {"test_images", scores.test_images},
                     {"share_asked", scores.share_asked},
                     {"share_seen", scores.share_seen}};
  json["gan_test"] = scores.gan_test ? FigureJson(*scores.gan_test) : FigureJson(nullptr);
  json["frechet"] = describe_figure(scores.frechet);
  json["recall"] = describe_figure(scores.recall);
  return json;
}

}  // namespace

std::string short_name(const std::string& name, size_t width) {
  const std::string shown = printable(name);
  if (shown.size() <= width) return shown;
  size_t end = width - 3;
  while (end > 0 && (static_cast<unsigned char>(shown[end]) & 0xc0U) == 0x80U) --end;
  return shown.substr(0, end) + "...";
}

std::string format_by_class(const std::vector<ClassScores>& classes,
                            const std::vector<std::string>& names) {
  if (classes.empty()) return "";
  if (classes.size() > kMaxListedClasses) return list_without_figure(classes, names);
  std::string text = pad("class", kNameWidth + 2) + " asked %  seen %  " + pad("GAN-test", 10) +
                     pad("Frechet", 9) + pad("real", 9) + pad("recall", 9) + "real\n";
  for (size_t i = 0; i < classes.size(); ++i) text += format_class(classes[i], names[i]);
  return text + list_without_figure(classes, names);
}

nlohmann::ordered_json describe_by_class(const std::vector<ClassScores>& classes,
                                         const std::vector<std::string>& names) {
  FigureJson json;
  for (size_t i = 0; i < classes.size(); ++i)
    json["classes"][names[i]] = describe_class(classes[i]);
  for (const Metric metric : {Metric::kFrechet, Metric::kRecall})
    if (const auto worst = find_worst(classes, metric))
      json["worst"][name_of(metric)] = names[*worst];
  return json;
}

}  // namespace gan
