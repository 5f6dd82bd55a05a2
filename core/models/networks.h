// The two players, G and D. Their parameters are named layers.0.weight, layers.0.bias,
// layers.2.weight, ... as those of the obvious nn.Module in Python are.
#pragma once

#include <torch/nn/module.h>
#include <torch/nn/pimpl.h>

#include "core/models/mlp.h"

namespace gan {

// Height and width in pixels.
struct ImageShape {
  int64_t height = 0;
  int64_t width = 0;
};

// G: latent -> image. An MLP that ends in tanh.
class GeneratorImpl : public torch::nn::Module {
 public:
  GeneratorImpl(const Config& config, ImageShape shape);

  // latents  [N, latent]
  // returns  [N, 1, H, W] in [-1, 1]
  torch::Tensor forward(const torch::Tensor& latents);

 private:
  ImageShape shape_;
  torch::nn::Sequential layers_;
};
TORCH_MODULE(Generator);

// D: image -> logit of the probability that it is real. An MLP.
class DiscriminatorImpl : public torch::nn::Module {
 public:
  DiscriminatorImpl(const Config& config, ImageShape shape);

  // images   [N, 1, H, W] in [-1, 1]
  // returns  [N, 1]
  torch::Tensor forward(const torch::Tensor& images);

 private:
  torch::nn::Sequential layers_;
};
TORCH_MODULE(Discriminator);

// Weights and biases of G and D, without making them.
struct ParameterCounts {
  int64_t generator = 0;
  int64_t discriminator = 0;
};
ParameterCounts count_parameters(const Config& config, ImageShape shape);

}  // namespace gan
