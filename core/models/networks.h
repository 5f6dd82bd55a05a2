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

// D: image -> logit of the probability that it is real. An MLP, with dropout (Srivastava et al.
// 2014) after each activation: a unit is 0 with probability p, else 1 / (1 - p) times what it was.
class DiscriminatorImpl : public torch::nn::Module {
 public:
  DiscriminatorImpl(const Config& config, ImageShape shape);

  // images   [N, 1, H, W] in [-1, 1]
  // dropout  where its masks are drawn from, on the CPU; null: there is none, whatever the config
  // returns  [N, 1]
  torch::Tensor forward(const torch::Tensor& images, Random* dropout = nullptr);

 private:
  double dropout_;
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
