// The quality of a run's samples while it trains, as evaluate.every_epochs asks for it.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "app/terminal/session.h"
#include "core/evaluate/evaluate.h"
#include "core/evaluate/judge_metrics.h"
#include "core/train/state.h"

namespace gan {

class Quality {
 public:
  // Takes the real images' judge from the cache, or trains it.
  // real  with labels, and kLeastSamples test images
  Quality(const RealData& real, const Config& config, const Session& session);

  // The metrics that need a judge, by their names, of the same evaluate.count samples each time:
  // the first ones of the grids' seed.
  std::vector<std::pair<std::string, double>> measure(const TrainState& state) const;

  // The same of real training images in the samples' place: what samples can hope for. Empty where
  // there are too few of them.
  std::vector<std::pair<std::string, double>> measure_real() const;

 private:
  JudgeReference reference_;
  torch::Tensor real_images_;  // uint8 [evaluate.count, H, W] of the training set, or undefined
};

}  // namespace gan
