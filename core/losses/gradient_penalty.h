// Penalties on the gradient of D with respect to its input, through LibTorch's autograd: training
// on them takes second derivatives. The fused engine computes R1 and R2 in closed form.
#pragma once

#include <torch/types.h>

namespace gan {

// |grad_x D(x)|^2 of each image. The mean over real images is R1 without its factor gamma / 2, the
// mean over generated images R2 (Mescheder et al. 2018, arXiv:1801.04406, eq. 9).
// logits   D(images), [N, 1], computed from `images` under autograd; each depends on its image only
// images   [N, C, H, W], requiring gradients
// returns  [N], differentiable
torch::Tensor squared_gradient_norms(const torch::Tensor& logits, const torch::Tensor& images);

// WGAN-GP's penalty without its factor lambda, a scalar:
//   mean over images of (|grad_x D(x)| - 1)^2    Gulrajani et al. 2017, arXiv:1704.00028, eq. 3
// squared_norms  [N], at points between real and generated images
torch::Tensor one_centred_penalty(const torch::Tensor& squared_norms);

// u x + (1 - u) y, with one u for each image.
// u  [N], in [0, 1];  x, y  [N, C, H, W]
torch::Tensor interpolate(const torch::Tensor& u, const torch::Tensor& x, const torch::Tensor& y);

}  // namespace gan
