#include "core/models/networks.h"

namespace gan {

GeneratorImpl::GeneratorImpl(const Config& config, ImageShape shape)
    : shape_(shape),
      layers_(register_module("layers", Mlp(describe_generator(config, shape), config.seed,
                                            Stream::kGeneratorWeights))) {}

torch::Tensor GeneratorImpl::forward(const torch::Tensor& latents) {
  return layers_->forward(latents).view({-1, 1, shape_.height, shape_.width});
}

DiscriminatorImpl::DiscriminatorImpl(const Config& config, ImageShape shape)
    : layers_(register_module("layers", Mlp(describe_discriminator(config, shape), config.seed,
                                            Stream::kDiscriminatorWeights))) {}

torch::Tensor DiscriminatorImpl::forward(const torch::Tensor& images, Random* dropout) {
  return layers_->forward(images.flatten(1), dropout);
}

}  // namespace gan
