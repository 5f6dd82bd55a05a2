#include "core/models/mlp.h"

#include <torch/nn/modules/activation.h>
#include <torch/nn/modules/batchnorm.h>
#include <torch/nn/modules/linear.h>

#include <cmath>

namespace gan {
namespace {

namespace nn = torch::nn;

// In place: the layer before does not need its own output for its gradient.
void push_activation(nn::Sequential& layers, const std::string& name, double negative_slope) {
  if (name == "relu") layers->push_back(nn::ReLU(nn::ReLUOptions(true)));
  if (name == "elu") layers->push_back(nn::ELU(nn::ELUOptions().inplace(true)));
  if (name == "silu") layers->push_back(nn::SiLU());
  if (name == "tanh") layers->push_back(nn::Tanh());
  if (name == "leaky_relu")
    layers->push_back(
        nn::LeakyReLU(nn::LeakyReLUOptions().negative_slope(negative_slope).inplace(true)));
}

bool is_normalized(const Config::Generator& options) { return options.normalization == "batch"; }
bool is_normalized(const Config::Discriminator&) { return false; }

template <class Options>
void initialise(nn::LinearImpl& layer, const Options& options, Random random) {
  const torch::NoGradGuard no_grad;
  float* weights = layer.weight.template data_ptr<float>();
  const int64_t count = layer.weight.numel();
  const auto fan_in = static_cast<double>(layer.weight.size(1));
  const auto fan_out = static_cast<double>(layer.weight.size(0));
  if (options.init == "normal" || options.init == "he") {
    random.fill_normal(weights, count);
    layer.weight.mul_(options.init == "normal" ? options.init_std : std::sqrt(2 / fan_in));
  } else {
    const auto limit = static_cast<float>(
        options.init == "xavier" ? std::sqrt(6 / (fan_in + fan_out)) : std::sqrt(1 / fan_in));
    random.fill_uniform(weights, count, -limit, limit);
  }
  const auto limit = static_cast<float>(std::sqrt(1 / fan_in));
  random.fill_uniform(layer.bias.template data_ptr<float>(), layer.bias.numel(), -limit, limit);
}

}  // namespace

template <class Options>
nn::Sequential make_mlp(int64_t input, int64_t output, const Options& options, int64_t seed,
                        Stream stream) {
  nn::Sequential layers;
  auto push_linear = [&, index = uint64_t{0}](int64_t from, int64_t to) mutable {
    nn::Linear layer(from, to);
    initialise(*layer, options, Random(static_cast<uint64_t>(seed), stream, index++));
    layers->push_back(layer);
  };
  for (const int64_t width : options.hidden) {
    push_linear(input, width);
    if (is_normalized(options)) layers->push_back(nn::BatchNorm1d(width));
    push_activation(layers, options.activation, options.negative_slope);
    input = width;
  }
  push_linear(input, output);
  return layers;
}

template nn::Sequential make_mlp(int64_t, int64_t, const Config::Generator&, int64_t, Stream);
template nn::Sequential make_mlp(int64_t, int64_t, const Config::Discriminator&, int64_t, Stream);

int64_t count_parameters(int64_t input, const std::vector<int64_t>& hidden, int64_t output,
                         bool is_normalized) {
  int64_t count = 0;
  for (const int64_t width : hidden) {
    count += (input + (is_normalized ? 3 : 1)) * width;
    input = width;
  }
  return count + (input + 1) * output;
}

}  // namespace gan
