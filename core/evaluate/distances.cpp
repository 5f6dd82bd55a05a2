#include "core/evaluate/distances.h"

namespace gan {

torch::Tensor to_rows(const torch::Tensor& pixels) {
  return pixels.flatten(1).to(torch::kFloat32).div_(255);
}

SquaredDistances::SquaredDistances(const torch::Tensor& others)
    : centre_(others.mean(0, /*keepdim=*/true)),
      others_(others - centre_),
      squares_(others_.square().sum(1)) {}

torch::Tensor SquaredDistances::of(const torch::Tensor& rows) const {
  const torch::Tensor x = rows - centre_;
  torch::Tensor distances = torch::mm(x, others_.t());
  distances.mul_(-2).add_(x.square().sum(1, true)).add_(squares_);
  return distances.clamp_min_(0);
}

}  // namespace gan
