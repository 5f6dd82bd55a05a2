// Measures the quality of a run's samples during training, for evaluate.every_epochs.
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
  // Loads the judge of the real images from the cache, or trains it.
  // real  with labels, and at least kMinSamples test images
  Quality(const RealData& real, const Config& config, const Session& session);

  // The metrics that need a judge, by name; of a run with classes, GAN-test, too. The samples are
  // the same each time: the first evaluate.count samples of the grids' seed.
  std::vector<std::pair<std::string, double>> measure(const TrainState& state) const;

  // The same metrics of real training images, the best that samples can reach. Empty if there are
  // too few images.
  std::vector<std::pair<std::string, double>> measure_real() const;

 private:
  JudgeReference reference_;
  bool is_by_class_;
  torch::Tensor real_images_;  // uint8 [evaluate.count, C, H, W] of the training set, or undefined
};

}  // namespace gan
