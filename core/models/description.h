// G and D as lists of layers. Modules, engines, parameter counts and messages all use these.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/config/config.h"
#include "core/data/image_shape.h"

namespace gan {

// A linear layer and what follows it, in this order.
struct LayerDescription {
  int64_t inputs = 0;
  int64_t outputs = 0;
  int64_t classes = 0;  // of a first layer: so many more inputs, a one-hot vector (classes.h)
  bool has_batch_norm = false;
  std::optional<Activation> activation;  // nullopt: no activation
  double negative_slope = 0;             // of leaky_relu
  double dropout = 0;                    // probability that an output is 0 in training
};

struct NetworkDescription {
  std::vector<LayerDescription> layers;  // at least one
  Init init = Init::kNormal;
  double init_std = 0;  // of Init::kNormal

  int64_t count_parameters() const;  // weights and biases, including those of BatchNorm
  std::string widths() const;        // "100-256-784"
};

// What the networks are made for, besides the config.
struct DataShape {
  ImageShape image;
  int64_t classes = 0;  // 0 without condition class
};

// latent (and class) -> hidden layers -> image, with tanh at the end.
NetworkDescription describe_generator(const Config& config, const DataShape& shape);

// image (and class) -> hidden layers -> one logit.
NetworkDescription describe_discriminator(const Config& config, const DataShape& shape);

// Parameters of both networks.
int64_t count_parameters(const Config& config, const DataShape& shape);

}  // namespace gan
