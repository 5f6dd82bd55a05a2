// Penalties on D's gradient by its input, through LibTorch's graph: their own gradients by D's
// weights are second derivatives. The fused engine has R1 and R2 in closed form.
#pragma once

#include <torch/types.h>

namespace gan {

// |grad_x D(x)|^2 of each image, [N]. The mean over real images is R1 without its factor gamma / 2,
// that over generated ones R2 (Mescheder et al. 2018, arXiv:1801.04406, eq. 9).
// logits   D(images), [N, 1], with images in its graph, each logit a function of its own image
// images   [N, 1, H, W], requiring gradients
// returns  what can itself be differentiated
torch::Tensor squared_gradient_norms(const torch::Tensor& logits, const torch::Tensor& images);

// WGAN-GP's penalty without its factor lambda, a scalar:
//   mean over images of (|grad_x D(x)| - 1)^2    Gulrajani et al. 2017, arXiv:1704.00028, eq. 3
// squared_norms  [N], at points between real and generated images
torch::Tensor one_centred_penalty(const torch::Tensor& squared_norms);

// u x + (1 - u) y, with one u for each image.
// u  [N], in [0, 1];  x, y  [N, 1, H, W]
torch::Tensor interpolate(const torch::Tensor& u, const torch::Tensor& x, const torch::Tensor& y);

}  // namespace gan
