#include "app/training/quality.h"

#include "app/evaluation/judge_cache.h"
#include "core/evaluate/real_sets.h"
#include "core/evaluate/scores.h"
#include "core/models/sampling.h"
#include "core/pictures/image_grid.h"

namespace gan {
namespace {

torch::Tensor draw_real_images(const RealData& real, int64_t count) {
  const std::vector<torch::Tensor> sets = draw_real_sets(real.train.images.pixels, count);
  return sets.empty() ? torch::Tensor() : sets.front();
}

std::vector<std::pair<std::string, double>> list_values(const JudgeMetrics& metrics) {
  Scores scores;
  scores.judge = metrics;
  std::vector<std::pair<std::string, double>> values;
  for (const MetricInfo& info : list_metrics())
    if (info.is_of_training() && has_value(info, scores))
      values.emplace_back(info.name(), info.value_of(scores));
  return values;
}

}  // namespace

Quality::Quality(const RealData& real, const Config& config, const Session& session)
    : reference_(load_or_train_judge(real.train, session).judge, real),
      is_by_class_(config.condition == Condition::kClass),
      real_images_(draw_real_images(real, config.evaluate.count)) {}

std::vector<std::pair<std::string, double>> Quality::measure(const TrainState& state) const {
  const Config& config = state.config;
  const SampleClasses classes = state.drawn_classes();
  const torch::Tensor images = make_samples(state.sampled_generator(), config.generator, classes,
                                            config.samples.seed, 0, config.evaluate.count);
  return list_values(gan::measure(
      reference_,
      {to_pixels(images), classes.draw(config.samples.seed, 0, config.evaluate.count)}));
}

std::vector<std::pair<std::string, double>> Quality::measure_real() const {
  if (!real_images_.defined()) return {};
  JudgeMetrics metrics = gan::measure(reference_, {real_images_});
  if (is_by_class_) metrics.gan_test = reference_.accuracy;
  return list_values(metrics);
}

}  // namespace gan
