// Adam (Kingma & Ba 2015, arXiv:1412.6980, algorithm 1), as torch.optim.Adam computes it:
//   m <- b1 m + (1 - b1) g          v <- b2 v + (1 - b2) g^2
//   w <- w - lr / (1 - b1^t) * m / (sqrt(v) / sqrt(1 - b2^t) + eps)
// and, optionally, a running average of the parameters (Polyak & Juditsky 1992, as in Yazici et al.
// 2019, arXiv:1806.04498, eq. 3)
//   a <- a + rate (w - a)
// On the CPU, one pass over memory does all of it, because memory bandwidth is the limit.
#pragma once

#include <torch/types.h>

#include <cstdint>
#include <vector>

#include "core/config/config.h"
#include "core/kernels/kernels.h"

namespace gan {

// Asks the processor for rows x columns of a parameter, its moments and its average.
inline void prefetch(const AdamTarget& target, int64_t rows, int64_t columns) {
  constexpr int64_t kLine = 64 / sizeof(float);
  for (const float* const values :
       {target.parameter, target.exp_avg, target.exp_avg_sq, target.average})
    for (int64_t i = 0; values && i < rows; ++i)
      for (int64_t j = 0; j < columns; j += kLine)
        __builtin_prefetch(values + i * target.stride + j, 0, 2);
}

struct AdamOptions {
  double learning_rate;
  double beta1;
  double beta2;
  double epsilon;
  Config::Ema average{};  // used only if an average is kept
};

// The options of one step, according to the config and its schedule.
// progress  of the run, in [0, 1]
AdamOptions generator_adam_options(const Config& config, double progress);
AdamOptions discriminator_adam_options(const Config& config, double progress);

class Adam {
 public:
  // The moments, and the number of steps taken.
  struct State {
    std::vector<torch::Tensor> exp_avg;     // m, shaped as the parameters
    std::vector<torch::Tensor> exp_avg_sq;  // v, likewise
    int64_t step = 0;                       // t
  };

  // parameters  float32; shared with the module they belong to, updated in place
  explicit Adam(std::vector<torch::Tensor> parameters);

  // Also keeps the parameters' average from now on.
  // averages  shaped as the parameters; shared with the module they belong to, updated in place
  void keep_average(std::vector<torch::Tensor> averages) { averages_ = std::move(averages); }

  const std::vector<torch::Tensor>& parameters() const { return parameters_; }

  // gradients  one for each parameter, of its shape
  void step(const std::vector<torch::Tensor>& gradients, const AdamOptions& options);

  // Counts a step that other code computes. returns  the scalars for that step
  AdamScalars advance(const AdamOptions& options);

  // What such a step must update: parameter i, as rows of `stride` elements.
  AdamTarget target(size_t i, int64_t stride) const;

  const State& state() const { return state_; }
  State& state() { return state_; }

 private:
  std::vector<torch::Tensor> parameters_;
  std::vector<torch::Tensor> averages_;  // empty: none are kept
  State state_;
};

}  // namespace gan
