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
#include "core/models/noise.h"

namespace gan {

// The layers of a description. Each is a Linear, followed by BatchNorm (Ioffe & Szegedy 2015,
// arXiv:1502.03167), activation and dropout (Srivastava et al. 2014) where described. They are
// numbered as in PyTorch's nn.Sequential, dropout not counted, so parameters are named 0.weight,
// 0.bias, 2.weight, ...
//
// Weights by description.init:
//   normal   N(0, init_std)
//   he       N(0, 2 / fan_in)                       He et al. 2015, arXiv:1502.01852
//   xavier   U(-a, a), a^2 = 6 / (fan_in + fan_out)  Glorot & Bengio 2010
//   pytorch  U(-a, a), a^2 = 1 / fan_in, as in torch.nn.Linear
// Biases are always as in torch.nn.Linear: U(-a, a), a^2 = 1 / fan_in.
class MlpImpl : public torch::nn::Module {
 public:
  // stream  of the initial weights; layer i draws its weights at index i
  MlpImpl(const NetworkDescription& description, int64_t seed, Stream stream);

  // features  [N, inputs of the first layer], classes included
  // dropout   draws the dropout masks; null: no dropout, whatever the description says
  // returns   [N, outputs of the last layer]
  torch::Tensor forward(torch::Tensor features, Noise* dropout = nullptr);

 private:
  struct Layer {
    LayerDescription description;
    torch::nn::Linear linear;
    torch::nn::BatchNorm1d batch_norm;  // null if the layer has none
  };

  std::vector<Layer> layers_;
};
TORCH_MODULE(Mlp);

}  // namespace gan
