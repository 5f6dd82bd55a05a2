// Parts of the training images that an evaluation uses. As the protocol of 2014 has it for MNIST,
// the last sixth is for validation: 50,000 and 10,000 images.
#pragma once

#include <torch/types.h>

#include <vector>

namespace gan {

// The first 1,000 of the last sixth, or as many as that has; at least one.
// pixels  uint8 [N, H, W]
torch::Tensor validation_images(const torch::Tensor& pixels);

// Real images to put in the samples' place: disjoint random sets out of the first five sixths.
// returns  up to 5 sets of `count` images; none where not even one fits
std::vector<torch::Tensor> draw_real_sets(const torch::Tensor& pixels, int64_t count);

}  // namespace gan
