#include "core/models/networks.h"

namespace gan {

GeneratorImpl::GeneratorImpl(const Config& config, ImageShape shape)
    : shape_(shape),
      layers_(register_module(
          "layers", make_mlp(config.generator.latent, shape.height * shape.width, config.generator,
                             config.seed, Stream::kGeneratorWeights))) {}

torch::Tensor GeneratorImpl::forward(const torch::Tensor& latents) {
  return layers_->forward(latents).tanh_().view({-1, 1, shape_.height, shape_.width});
}

DiscriminatorImpl::DiscriminatorImpl(const Config& config, ImageShape shape)
    : layers_(
          register_module("layers", make_mlp(shape.height * shape.width, 1, config.discriminator,
                                             config.seed, Stream::kDiscriminatorWeights))) {}

torch::Tensor DiscriminatorImpl::forward(const torch::Tensor& images) {
  return layers_->forward(images.flatten(1));
}

ParameterCounts count_parameters(const Config& config, ImageShape shape) {
  const int64_t pixels = shape.height * shape.width;
  return {count_parameters(config.generator.latent, config.generator.hidden, pixels),
          count_parameters(pixels, config.discriminator.hidden, 1)};
}

}  // namespace gan
