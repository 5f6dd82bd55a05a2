// Distances between images or between features, the basis of most metrics.
#pragma once

#include <torch/types.h>

namespace gan {

// pixels   uint8 [N, C, H, W]
// returns  float32 [N, H * W] in [0, 1]
torch::Tensor to_rows(const torch::Tensor& pixels);

// Squared Euclidean distances of rows to others, by one matrix product:
//   |x - y|^2 = |x|^2 + |y|^2 - 2 x.y
// The mean of the others is first subtracted from all rows, which reduces cancellation.
class SquaredDistances {
 public:
  // others  float32 [M, D]
  explicit SquaredDistances(const torch::Tensor& others);

  // rows     float32 [N, D]
  // returns  float32 [N, M], none negative
  torch::Tensor of(const torch::Tensor& rows) const;

 private:
  torch::Tensor centre_;
  torch::Tensor others_;  // centred
  torch::Tensor squares_;
};

}  // namespace gan
