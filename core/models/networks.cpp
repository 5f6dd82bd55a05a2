#include "core/models/networks.h"

namespace gan {
namespace {

// 0 with probability p, else 1 / (1 - p), of the features' shape.
torch::Tensor draw_mask(const torch::Tensor& features, double p, Random& random) {
  torch::Tensor mask = torch::empty(features.sizes());
  random.fill_uniform(mask.data_ptr<float>(), mask.numel(), 0, 1);
  return mask.ge(p).div(1 - p).to(features.device(), features.scalar_type());
}

}  // namespace

GeneratorImpl::GeneratorImpl(const Config& config, ImageShape shape)
    : shape_(shape),
      layers_(register_module(
          "layers", make_mlp(config.generator.latent, shape.height * shape.width, config.generator,
                             config.seed, Stream::kGeneratorWeights))) {}

torch::Tensor GeneratorImpl::forward(const torch::Tensor& latents) {
  return layers_->forward(latents).tanh_().view({-1, 1, shape_.height, shape_.width});
}

DiscriminatorImpl::DiscriminatorImpl(const Config& config, ImageShape shape)
    : dropout_(config.discriminator.dropout),
      layers_(
          register_module("layers", make_mlp(shape.height * shape.width, 1, config.discriminator,
                                             config.seed, Stream::kDiscriminatorWeights))) {}

torch::Tensor DiscriminatorImpl::forward(const torch::Tensor& images, Random* dropout) {
  if (!dropout || dropout_ == 0) return layers_->forward(images.flatten(1));
  torch::Tensor features = images.flatten(1);
  bool is_linear = true;  // and every second one an activation
  for (torch::nn::AnyModule& layer : *layers_) {
    features = layer.forward(features);
    if (!is_linear) features = features * draw_mask(features, dropout_, *dropout);
    is_linear = !is_linear;
  }
  return features;
}

ParameterCounts count_parameters(const Config& config, ImageShape shape) {
  const int64_t pixels = shape.height * shape.width;
  const bool is_normalized = config.generator.normalization == "batch";
  return {count_parameters(config.generator.latent, config.generator.hidden, pixels, is_normalized),
          count_parameters(pixels, config.discriminator.hidden, 1)};
}

}  // namespace gan
