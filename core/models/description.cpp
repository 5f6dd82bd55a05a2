#include "core/models/description.h"

namespace gan {
namespace {

// Hidden layers like `hidden` but with these widths, then a linear layer.
NetworkDescription describe_mlp(int64_t input, const std::vector<int64_t>& widths, int64_t output,
                                const LayerDescription& hidden) {
  NetworkDescription network;
  for (const int64_t width : widths) {
    network.layers.push_back(hidden);
    network.layers.back().inputs = input;
    network.layers.back().outputs = width;
    input = width;
  }
  network.layers.emplace_back();
  network.layers.back().inputs = input;
  network.layers.back().outputs = output;
  return network;
}

}  // namespace

int64_t NetworkDescription::count_parameters() const {
  int64_t count = 0;
  for (const LayerDescription& layer : layers)
    count += (layer.inputs + layer.classes + (layer.has_batch_norm ? 3 : 1)) * layer.outputs;
  return count;
}

std::string NetworkDescription::widths() const {
  std::string text = std::to_string(layers.front().inputs);
  for (const LayerDescription& layer : layers)
    text.append("-").append(std::to_string(layer.outputs));
  return text;
}

NetworkDescription describe_generator(const Config& config, const DataShape& shape) {
  const Config::Generator& options = config.generator;
  LayerDescription hidden;
  hidden.has_batch_norm = options.normalization == Normalization::kBatch;
  hidden.activation = options.activation;
  hidden.negative_slope = options.negative_slope;
  NetworkDescription network =
      describe_mlp(options.latent, options.hidden, shape.image.values(), hidden);
  network.layers.front().classes = shape.classes;
  network.layers.back().activation = Activation::kTanh;
  network.init = options.init;
  network.init_std = options.init_std;
  return network;
}

NetworkDescription describe_discriminator(const Config& config, const DataShape& shape) {
  const Config::Discriminator& options = config.discriminator;
  LayerDescription hidden;
  hidden.activation = options.activation;
  hidden.negative_slope = options.negative_slope;
  hidden.dropout = options.dropout;
  NetworkDescription network = describe_mlp(shape.image.values(), options.hidden, 1, hidden);
  network.layers.front().classes = shape.classes;
  network.init = options.init;
  network.init_std = options.init_std;
  return network;
}

int64_t count_parameters(const Config& config, const DataShape& shape) {
  return describe_generator(config, shape).count_parameters() +
         describe_discriminator(config, shape).count_parameters();
}

}  // namespace gan
