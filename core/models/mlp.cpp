#include "core/models/mlp.h"

#include <cmath>
#include <string>

namespace gan {
namespace {

namespace nn = torch::nn;

void initialise(nn::LinearImpl& linear, const NetworkDescription& description, Random random) {
  const torch::NoGradGuard no_grad;
  float* const weights = linear.weight.data_ptr<float>();
  const int64_t count = linear.weight.numel();
  const auto fan_in = static_cast<double>(linear.weight.size(1));
  const auto fan_out = static_cast<double>(linear.weight.size(0));
  const auto fill_normal = [&](double deviation) {
    random.fill_normal(weights, count);
    linear.weight.mul_(deviation);
  };
  const auto fill_uniform = [&](float* values, int64_t size, double square) {
    const auto limit = static_cast<float>(std::sqrt(square));
    random.fill_uniform(values, size, -limit, limit);
  };
  switch (description.init) {
    case Init::kNormal:
      fill_normal(description.init_std);
      break;
    case Init::kHe:
      fill_normal(std::sqrt(2 / fan_in));
      break;
    case Init::kXavier:
      fill_uniform(weights, count, 6 / (fan_in + fan_out));
      break;
    case Init::kPytorch:
      fill_uniform(weights, count, 1 / fan_in);
      break;
  }
  fill_uniform(linear.bias.data_ptr<float>(), linear.bias.numel(), 1 / fan_in);
}

// In place where the gradient can be computed from the output alone, except for tanh.
torch::Tensor activate(torch::Tensor features, const LayerDescription& layer) {
  switch (*layer.activation) {
    case Activation::kLeakyRelu:
      return torch::leaky_relu_(features, layer.negative_slope);
    case Activation::kRelu:
      return torch::relu_(features);
    case Activation::kElu:
      return torch::elu_(features);
    case Activation::kSilu:
      return torch::silu(features);
    case Activation::kTanh:
      return torch::tanh(features);
  }
  return features;
}

}  // namespace

MlpImpl::MlpImpl(const NetworkDescription& description, int64_t seed, Stream stream) {
  size_t module = 0;  // its number in an nn.Sequential
  for (const LayerDescription& layer : description.layers) {
    Layer made{layer, nn::Linear(layer.inputs + layer.classes, layer.outputs), nullptr};
    initialise(*made.linear, description,
               Random(static_cast<uint64_t>(seed), stream, layers_.size()));
    register_module(std::to_string(module++), made.linear);
    if (layer.has_batch_norm) {
      made.batch_norm = nn::BatchNorm1d(layer.outputs);
      register_module(std::to_string(module++), made.batch_norm);
    }
    if (layer.activation) ++module;
    layers_.push_back(made);
  }
}

torch::Tensor MlpImpl::forward(torch::Tensor features, Noise* dropout) {
  for (Layer& layer : layers_) {
    features = layer.linear->forward(features);
    if (!layer.batch_norm.is_empty()) features = layer.batch_norm->forward(features);
    if (layer.description.activation) features = activate(features, layer.description);
    if (dropout && layer.description.dropout > 0)
      features = features * dropout->draw_mask(features, layer.description.dropout);
  }
  return features;
}

}  // namespace gan
