#include "core/evaluate/distances.h"

namespace gan {

torch::Tensor to_rows(const torch::Tensor& pixels) {
  return pixels.flatten(1).to(torch::kFloat32).div_(255);
}

torch::Tensor squared_distances(const torch::Tensor& a, const torch::Tensor& b) {
  const torch::Tensor centre = b.mean(0, /*keepdim=*/true);
  const torch::Tensor x = a - centre;
  const torch::Tensor y = b - centre;
  torch::Tensor distances = torch::mm(x, y.t());
  distances.mul_(-2).add_(x.square().sum(1, true)).add_(y.square().sum(1));
  return distances.clamp_min_(0);
}

}  // namespace gan
