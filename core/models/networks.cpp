#include "core/models/networks.h"

#include "core/models/classes.h"

namespace gan {

GeneratorImpl::GeneratorImpl(const Config& config, const DataShape& shape)
    : shape_(shape.image),
      layers_(register_module("layers", Mlp(describe_generator(config, shape), config.seed,
                                            Stream::kGeneratorWeights))) {}

torch::Tensor GeneratorImpl::forward(const torch::Tensor& inputs) {
  return layers_->forward(inputs).view({-1, shape_.channels, shape_.height, shape_.width});
}

DiscriminatorImpl::DiscriminatorImpl(const Config& config, const DataShape& shape)
    : layers_(register_module("layers", Mlp(describe_discriminator(config, shape), config.seed,
                                            Stream::kDiscriminatorWeights))) {}

torch::Tensor DiscriminatorImpl::forward(const torch::Tensor& images, const torch::Tensor& one_hot,
                                         Noise* dropout) {
  return layers_->forward(join_classes(images.flatten(1), one_hot), dropout);
}

}  // namespace gan
