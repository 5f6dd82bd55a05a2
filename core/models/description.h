// G and D as lists of layers. Modules, engines, parameter counts and messages all use these.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/config/config.h"

namespace gan {

// Height and width in pixels.
struct ImageShape {
  int64_t height = 0;
  int64_t width = 0;

  int64_t pixels() const { return height * width; }
};

// A linear layer and what follows it, in this order.
struct LayerDescription {
  int64_t inputs = 0;
  int64_t outputs = 0;
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

// latent -> hidden layers -> pixels, with tanh at the end.
NetworkDescription describe_generator(const Config& config, ImageShape shape);

// pixels -> hidden layers -> one logit.
NetworkDescription describe_discriminator(const Config& config, ImageShape shape);

// Parameters of both networks.
int64_t count_parameters(const Config& config, ImageShape shape);

}  // namespace gan
