// The two networks, G and D. Their parameters are named layers.0.weight, layers.0.bias,
// layers.2.weight, ..., as in an nn.Module in Python whose `layers` is an nn.Sequential.
#pragma once

#include "core/models/mlp.h"

namespace gan {

// G: latent -> image.
class GeneratorImpl : public torch::nn::Module {
 public:
  GeneratorImpl(const Config& config, ImageShape shape);

  // latents  [N, latent]
  // returns  [N, 1, H, W] in [-1, 1]
  torch::Tensor forward(const torch::Tensor& latents);

 private:
  ImageShape shape_;
  Mlp layers_;
};
TORCH_MODULE(Generator);

// D: image -> logit of the probability that it is real.
class DiscriminatorImpl : public torch::nn::Module {
 public:
  DiscriminatorImpl(const Config& config, ImageShape shape);

  // images   [N, 1, H, W] in [-1, 1]
  // dropout  as for Mlp
  // returns  [N, 1]
  torch::Tensor forward(const torch::Tensor& images, Random* dropout = nullptr);

 private:
  Mlp layers_;
};
TORCH_MODULE(Discriminator);

}  // namespace gan
