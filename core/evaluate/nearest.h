// How close samples are to the training images: near 0 if the generator has memorised them.
#pragma once

#include <torch/types.h>

namespace gan {

// The index of the reference nearest to each image.
// pixels, references  uint8 [N, C, H, W], [M, C, H, W]
// returns             int64 [N]
torch::Tensor find_nearest(const torch::Tensor& pixels, const torch::Tensor& references);

// The Euclidean distance of each image to the nearest of `references`, with pixels in [0, 1].
// pixels, references  uint8 [N, C, H, W], [M, C, H, W]
// returns             float64 [N]; exactly 0 for a copy
torch::Tensor nearest_distances(const torch::Tensor& pixels, const torch::Tensor& references);

}  // namespace gan
