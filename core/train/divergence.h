// Signs that a training has gone wrong though all its numbers are finite.
#pragma once

#include <optional>

#include "core/train/state.h"

namespace gan {

// They are looked for at every step that is a multiple of this, in what came since the last: what
// lasts is noticed within twice as many steps.
constexpr int64_t kDivergenceSteps = 200;

struct DivergenceSign {
  std::string name;
  std::string what;  // measure and value, for a person
};

// exploding  the mean loss of D or of G is beyond 1000 nats
// saturated  the mean loss of D is below 0.002 nats: it is never wrong, and what G is to learn from
//            it fades (arXiv:1406.2661, section 3). Smoothed labels keep the loss above; the loss
//            of Wasserstein has no least value, so there this is not looked for
// collapsed  G makes one image: the standard deviation over 64 samples, a mean over the pixels, is
//            below 0.02 times that over the real images
//
// averages     since the last look
// real_images  of one step, [N, 1, H, W]
// returns      the first of the signs that is there
std::optional<DivergenceSign> find_divergence(const TrainState& state, const Averages& averages,
                                              const torch::Tensor& real_images);

}  // namespace gan
