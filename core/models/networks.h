// The two networks, G and D. With condition class, both also see the class of an image as a one-hot
// vector beside their input (Mirza & Osindero 2014, arXiv:1411.1784). Their parameters are named
// layers.0.weight, layers.0.bias, layers.2.weight, ..., as in an nn.Module in Python whose `layers`
// is an nn.Sequential.
#pragma once

#include "core/models/mlp.h"

namespace gan {

// G: latent (and class) -> image.
class GeneratorImpl : public torch::nn::Module {
 public:
  GeneratorImpl(const Config& config, const DataShape& shape);

  // inputs   [N, latent + classes]: see join_classes() of classes.h
  // returns  [N, C, H, W] in [-1, 1]
  torch::Tensor forward(const torch::Tensor& inputs);

 private:
  ImageShape shape_;
  Mlp layers_;
};
TORCH_MODULE(Generator);

// D: image (and class) -> logit of the probability that it is real.
class DiscriminatorImpl : public torch::nn::Module {
 public:
  DiscriminatorImpl(const Config& config, const DataShape& shape);

  // images   [N, C, H, W] in [-1, 1]
  // one_hot  [N, classes]; undefined without classes
  // dropout  as for Mlp
  // returns  [N, 1]
  torch::Tensor forward(const torch::Tensor& images, const torch::Tensor& one_hot = {},
                        Noise* dropout = nullptr);

 private:
  Mlp layers_;
};
TORCH_MODULE(Discriminator);

}  // namespace gan
