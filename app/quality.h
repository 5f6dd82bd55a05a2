// The quality of a run's samples while it trains, as evaluate.every_epochs asks for it.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "core/evaluate/evaluate.h"
#include "core/evaluate/judge_metrics.h"
#include "core/train/state.h"

namespace gan {

class Quality {
 public:
  // Takes the real images' judge from the cache, or trains it.
  // real  with labels, and kLeastSamples test images
  Quality(const RealData& real, const Config& config);

  // Of the same evaluate.count samples each time, the first ones of the grids' seed: the metrics
  // by their names, as `gan-train evaluate --json` has them.
  std::vector<std::pair<std::string, double>> measure(const TrainState& state) const;

  // The same of real training images in the samples' place: what samples can hope for. Empty where
  // there are too few of them.
  std::vector<std::pair<std::string, double>> measure_floor() const;

  // Whether this value of a metric, one that evaluate.best_by may name, is better than all before.
  static bool is_best(const std::string& metric, double value, const std::vector<double>& before);

 private:
  JudgeReference reference_;
  torch::Tensor real_images_;  // uint8 [evaluate.count, H, W] of the training set, or undefined
};

}  // namespace gan
