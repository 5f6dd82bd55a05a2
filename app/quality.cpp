#include "app/quality.h"

#include <algorithm>

#include "app/judge_cache.h"
#include "core/evaluate/real_sets.h"
#include "core/models/sampling.h"
#include "core/output/image_grid.h"

namespace gan {
namespace {

torch::Tensor draw_real_images(const RealData& real, int64_t count) {
  const std::vector<torch::Tensor> sets = draw_real_sets(real.train.pixels, count);
  return sets.empty() ? torch::Tensor() : sets.front();
}

std::vector<std::pair<std::string, double>> list_metrics(const JudgeMetrics& metrics) {
  return {{"frechet", metrics.frechet},
          {"kid", metrics.kid},
          {"precision", metrics.overlap.precision},
          {"recall", metrics.overlap.recall},
          {"density", metrics.overlap.density},
          {"coverage", metrics.overlap.coverage},
          {"class_kl", metrics.class_kl}};
}

}  // namespace

Quality::Quality(const RealData& real, const Config& config)
    : reference_(load_or_train_judge(real.train, real.labels->train).judge, real.test,
                 real.labels->test),
      real_images_(draw_real_images(real, config.evaluate.count)) {}

std::vector<std::pair<std::string, double>> Quality::measure(const TrainState& state) const {
  const Config& config = state.config;
  const torch::Tensor samples = make_samples(state.sampled_generator(), config.generator,
                                             config.samples.seed, 0, config.evaluate.count);
  return list_metrics(gan::measure(reference_, to_pixels(samples)));
}

std::vector<std::pair<std::string, double>> Quality::measure_floor() const {
  if (!real_images_.defined()) return {};
  return list_metrics(gan::measure(reference_, real_images_));
}

bool Quality::is_best(const std::string& metric, double value, const std::vector<double>& before) {
  const bool is_higher_better = metric == "precision" || metric == "recall" || metric == "coverage";
  return std::all_of(before.begin(), before.end(), [&](double earlier) {
    return is_higher_better ? value > earlier : value < earlier;
  });
}

}  // namespace gan
