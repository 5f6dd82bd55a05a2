// Distances between images or between features, the basis of most metrics.
#pragma once

#include <torch/types.h>

namespace gan {

// pixels   uint8 [N, C, H, W]
// returns  float32 [N, H * W] in [0, 1]
torch::Tensor to_rows(const torch::Tensor& pixels);

// Squared Euclidean distances between rows, by one matrix product:
//   |x - y|^2 = |x|^2 + |y|^2 - 2 x.y
// The mean of b is first subtracted from all rows, which reduces cancellation.
// a, b     float32 [N, D], [M, D]
// returns  float32 [N, M], none negative
torch::Tensor squared_distances(const torch::Tensor& a, const torch::Tensor& b);

}  // namespace gan
