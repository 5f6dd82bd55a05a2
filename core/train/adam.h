// Adam (Kingma & Ba 2015, arXiv:1412.6980, algorithm 1), as torch.optim.Adam computes it:
//   m <- b1 m + (1 - b1) g          v <- b2 v + (1 - b2) g^2
//   w <- w - lr / (1 - b1^t) * m / (sqrt(v) / sqrt(1 - b2^t) + eps)
// and, where wanted, the running average of what it makes (Polyak & Juditsky 1992, as in Yazici et
// al. 2019, arXiv:1806.04498, eq. 3)
//   a <- a + rate (w - a)
// On the CPU all of it is one pass over memory, which is what bounds it.
#pragma once

#include <torch/types.h>

#include <cstdint>
#include <vector>

#include "core/config/config.h"
#include "core/kernels/kernels.h"

namespace gan {

struct AdamOptions {
  double learning_rate;
  double beta1;
  double beta2;
  double epsilon;
  Config::Ema average{};  // where an average is kept
};

// Those of a step, as the config and its schedule have them.
// progress  of the run, in [0, 1]
AdamOptions generator_adam_options(const Config& config, double progress);
AdamOptions discriminator_adam_options(const Config& config, double progress);

class Adam {
 public:
  // The moments, and how many steps were taken.
  struct State {
    std::vector<torch::Tensor> exp_avg;     // m, shaped as the parameters
    std::vector<torch::Tensor> exp_avg_sq;  // v, likewise
    int64_t step = 0;                       // t
  };

  // parameters  float32; shared with the module they belong to, updated in place
  explicit Adam(std::vector<torch::Tensor> parameters);

  // From now on the parameters' average is kept too.
  // averages  as the parameters; shared with the module they belong to, updated in place
  void keep_average(std::vector<torch::Tensor> averages) { averages_ = std::move(averages); }

  const std::vector<torch::Tensor>& parameters() const { return parameters_; }

  // gradients  one for each parameter, of its shape
  void step(const std::vector<torch::Tensor>& gradients, const AdamOptions& options);

  // Counts a step that is taken elsewhere, and says with what.
  AdamScalars advance(const AdamOptions& options);

  // Where a step taken elsewhere goes: parameter i as a [.., stride] of rows.
  AdamTarget target(size_t i, int64_t stride) const;

  const State& state() const { return state_; }
  State& state() { return state_; }

 private:
  std::vector<torch::Tensor> parameters_;
  std::vector<torch::Tensor> averages_;  // empty: none are kept
  State state_;
};

}  // namespace gan
