// Smoothed labels (Salimans et al. 2016, arXiv:1606.03498, section 3.4), as labml's buffers hold
// them: for smoothing s
//   real    U(1 - s, 1)   D's label of real images
//   fake    U(0, s)       D's label of generated images
//   target  U(1 - s, 1)   what G wants D to say of generated images
// One-sided smoothing leaves fake at 0 and target at 1.
#pragma once

#include <torch/types.h>

#include "core/config/config.h"

namespace gan {

// Fixed labels are drawn once, 256 of each kind, and used by position in the batch; a kind is drawn
// anew, larger, when a batch exceeds it. Redrawn labels are new at every call.
class SmoothedLabels {
 public:
  // All there is to it: which labels, and how many draws were made (the next draw's address).
  struct State {
    torch::Tensor real, fake, target;  // float32 [rows, 1], rows >= 256
    int64_t draws = 0;
  };

  SmoothedLabels(const Config::Loss& options, int64_t seed);

  // returns  float32 [count, 1] on the CPU; a view, valid until the next call
  torch::Tensor real(int64_t count);
  torch::Tensor fake(int64_t count);
  torch::Tensor target(int64_t count);

  const State& state() const { return state_; }
  void set_state(State state) { state_ = std::move(state); }

 private:
  torch::Tensor draw(int64_t count, bool is_real);
  torch::Tensor take(torch::Tensor& buffer, int64_t count, bool is_real);

  Config::Loss options_;
  int64_t seed_;
  State state_;
};

}  // namespace gan
