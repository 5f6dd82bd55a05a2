// The multilayer perceptrons of Goodfellow et al. 2014 (arXiv:1406.2661), as labml's annotated
// version builds them: linear layers with an activation after each hidden one.
#pragma once

#include <torch/nn/modules/container/sequential.h>

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/random.h"
#include "core/config/config.h"

namespace gan {

// Linear(input, h1), activation, ..., Linear(hN, output); with BatchNorm (Ioffe & Szegedy 2015,
// arXiv:1502.03167) before each activation where the options say so. The modules count as in
// PyTorch's nn.Sequential, so parameters are named 0.weight, 0.bias, 2.weight, ...
// options  Config::Generator or Config::Discriminator
// stream   where the weights are drawn from, under `seed`; layer i at index i
// Weights by options.init:
//   normal   N(0, init_std)
//   he       N(0, 2 / fan_in)                       He et al. 2015, arXiv:1502.01852
//   xavier   U(-a, a), a^2 = 6 / (fan_in + fan_out)  Glorot & Bengio 2010
//   pytorch  U(-a, a), a^2 = 1 / fan_in, what torch.nn.Linear does
// Biases always as torch.nn.Linear has them: U(-a, a), a^2 = 1 / fan_in.
template <class Options>
torch::nn::Sequential make_mlp(int64_t input, int64_t output, const Options& options, int64_t seed,
                               Stream stream);

// How many weights and biases such a network has, without making it.
int64_t count_parameters(int64_t input, const std::vector<int64_t>& hidden, int64_t output,
                         bool is_normalized = false);

}  // namespace gan
