// The random numbers inside D: instance noise, dropout, and points for WGAN-GP.
#pragma once

#include <torch/types.h>

#include "core/base/random.h"

namespace gan {

// Each call draws the next numbers.
class Noise {
 public:
  Noise() = default;
  virtual ~Noise() = default;
  Noise(const Noise&) = delete;
  Noise& operator=(const Noise&) = delete;

  // images + instance noise, where D has some
  virtual torch::Tensor add_to(const torch::Tensor& images) = 0;

  // A dropout mask (Srivastava et al. 2014) for `features`, of their shape and type: 0 with
  // probability p, else 1 / (1 - p).
  virtual torch::Tensor draw_mask(const torch::Tensor& features, double p) = 0;

  // returns  float32 [count], in [0, 1)
  virtual torch::Tensor draw_uniform(int64_t count) = 0;
};

// Draws on the CPU, one number after the other from one address, for networks on any device.
class HostNoise : public Noise {
 public:
  // noise_std  of the instance noise; 0: none
  HostNoise(const Random& random, double noise_std) : random_(random), noise_std_(noise_std) {}

  torch::Tensor add_to(const torch::Tensor& images) override;
  torch::Tensor draw_mask(const torch::Tensor& features, double p) override;
  torch::Tensor draw_uniform(int64_t count) override;

 private:
  Random random_;
  double noise_std_;
};

}  // namespace gan
