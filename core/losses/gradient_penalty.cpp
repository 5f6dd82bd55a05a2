#include "core/losses/gradient_penalty.h"

#include <torch/csrc/autograd/autograd.h>

namespace gan {

torch::Tensor squared_gradient_norms(const torch::Tensor& logits, const torch::Tensor& images) {
  // Row i of the sum's gradient is the gradient of logit i.
  const torch::Tensor gradients =
      torch::autograd::grad({logits.sum()}, {images}, {}, true, /*create_graph=*/true)[0];
  return gradients.flatten(1).square().sum(1);
}

torch::Tensor one_centred_penalty(const torch::Tensor& squared_norms) {
  // The derivative of the square root is infinite at 0, and D may be flat at some image.
  constexpr double kTiny = 1e-12;
  return (squared_norms + kTiny).sqrt().sub(1).square().mean();
}

torch::Tensor interpolate(const torch::Tensor& u, const torch::Tensor& x, const torch::Tensor& y) {
  return y + u.view({-1, 1, 1, 1}) * (x - y);
}

}  // namespace gan
