#include "app/quality.h"

#include <algorithm>

#include "app/judge_cache.h"
#include "app/real_data.h"
#include "core/base/errors.h"
#include "core/models/sampling.h"
#include "core/output/image_grid.h"

namespace gan {
namespace {

JudgeReference make_reference(const Config& config) {
  const RealData real = read_real_data(config.data.folder, config.data);
  if (!real.labels)
    throw UsageError("/evaluate/every_epochs: needs labels for its judge, got " +
                     std::to_string(config.evaluate.every_epochs) + " with " + config.data.folder +
                     "; set it to 0, or put the labels there");
  return {load_or_train_judge(real.train, real.labels->train).judge, real.test, real.labels->test};
}

}  // namespace

Quality::Quality(const Config& config) : reference_(make_reference(config)) {}

std::vector<std::pair<std::string, double>> Quality::measure(const TrainState& state) const {
  const Config& config = state.config;
  const torch::Tensor samples = make_samples(state.sampled_generator(), config.generator,
                                             config.samples.seed, 0, config.evaluate.count);
  const JudgeMetrics metrics = gan::measure(reference_, to_pixels(samples));
  return {{"frechet", metrics.frechet},
          {"kid", metrics.kid},
          {"precision", metrics.overlap.precision},
          {"recall", metrics.overlap.recall},
          {"density", metrics.overlap.density},
          {"coverage", metrics.overlap.coverage},
          {"class_kl", metrics.class_kl}};
}

bool Quality::is_best(const std::string& metric, double value, const std::vector<double>& before) {
  const bool is_higher_better = metric == "precision" || metric == "recall" || metric == "coverage";
  return std::all_of(before.begin(), before.end(), [&](double earlier) {
    return is_higher_better ? value > earlier : value < earlier;
  });
}

}  // namespace gan
