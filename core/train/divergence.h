// Signs that the training has diverged although all its numbers are finite.
#pragma once

#include <optional>

#include "core/train/state.h"

namespace gan {

// train() checks for signs every kDivergenceSteps steps, in the averages since the last check. So a
// lasting sign is noticed within twice as many steps.
constexpr int64_t kDivergenceSteps = 200;

struct DivergenceSign {
  std::string name;
  std::string what;  // measure and value, for a person
};

// exploding  the mean loss of D or of G exceeds 1000 nats in magnitude
// saturated  the mean loss of D is below 0.002 nats: D is never wrong, and G's gradients vanish
//            (arXiv:1406.2661, section 3). Smoothed labels keep the loss above this. Not checked
//            for wasserstein, whose loss has no minimum
// collapsed  G makes a single image: the standard deviation over 64 samples, averaged over the
//            pixels, is below 0.02 times that over the real images
//
// averages     since the last check
// real_images  of one step, [N, C, H, W]
// returns      the first sign that is found
std::optional<DivergenceSign> find_divergence(const TrainState& state, const Averages& averages,
                                              const torch::Tensor& real_images);

}  // namespace gan
