// The multilayer perceptrons of Goodfellow et al. 2014 (arXiv:1406.2661), as labml's annotated
// version builds them: linear layers with an activation after each hidden one.
#pragma once

#include <torch/nn/module.h>
#include <torch/nn/modules/batchnorm.h>
#include <torch/nn/modules/linear.h>
#include <torch/nn/pimpl.h>

#include <vector>

#include "core/base/random.h"
#include "core/models/description.h"

namespace gan {

// The layers of a description, each Linear, BatchNorm (Ioffe & Szegedy 2015, arXiv:1502.03167),
// activation and dropout (Srivastava et al. 2014), where it has them. They count as in PyTorch's
// nn.Sequential, without the dropout, so parameters are named 0.weight, 0.bias, 2.weight, ...
//
// Weights by description.init:
//   normal   N(0, init_std)
//   he       N(0, 2 / fan_in)                       He et al. 2015, arXiv:1502.01852
//   xavier   U(-a, a), a^2 = 6 / (fan_in + fan_out)  Glorot & Bengio 2010
//   pytorch  U(-a, a), a^2 = 1 / fan_in, what torch.nn.Linear does
// Biases always as torch.nn.Linear has them: U(-a, a), a^2 = 1 / fan_in.
class MlpImpl : public torch::nn::Module {
 public:
  // stream  where the weights are drawn from, under `seed`; those of layer i at index i
  MlpImpl(const NetworkDescription& description, int64_t seed, Stream stream);

  // features  [N, inputs of the first layer]
  // dropout   where its masks are drawn from, on the CPU: a unit is 0 with probability p, else
  //           1 / (1 - p) times what it was; null: there is no dropout, whatever the description
  // returns   [N, outputs of the last layer]
  torch::Tensor forward(torch::Tensor features, Random* dropout = nullptr);

 private:
  struct Layer {
    LayerDescription description;
    torch::nn::Linear linear;
    torch::nn::BatchNorm1d batch_norm;  // null without one
  };

  std::vector<Layer> layers_;
};
TORCH_MODULE(Mlp);

}  // namespace gan
