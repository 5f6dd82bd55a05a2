// The parts of the training images that an evaluation uses. The last sixth is for validation, as in
// the protocol of 2014 for MNIST: 50,000 and 10,000 images.
#pragma once

#include <torch/types.h>

#include <vector>

namespace gan {

// The first 1,000 images of the last sixth, or all if it has fewer; at least one.
// pixels  uint8 [N, C, H, W]
torch::Tensor validation_images(const torch::Tensor& pixels);

// Real images to measure like samples: disjoint random sets from the first five sixths.
// returns  up to 5 sets of `count` images; empty if there are fewer than `count`
std::vector<torch::Tensor> draw_real_sets(const torch::Tensor& pixels, int64_t count);

}  // namespace gan
