// Smoothed labels (Salimans et al. 2016, arXiv:1606.03498, section 3.4), as labml's code has them:
// for smoothing s
//   real    U(1 - s, 1)   D's label of real images
//   fake    U(0, s)       D's label of generated images
//   target  U(1 - s, 1)   what G wants D to say of generated images
// One-sided smoothing leaves fake at 0 and target at 1.
#pragma once

#include <torch/types.h>

#include "core/base/random.h"
#include "core/config/config.h"

namespace gan {

enum class LabelKind { kReal, kFake, kTarget };

// Labels as a function of where they are used.
//   fixed    row i of a kind is the same in every batch
//   redrawn  new for each stream and index
// options  with labels fixed or redrawn
// index    of the draw in its stream: the step, or the batch of a validation
// returns  float32 [count, 1], on the CPU
torch::Tensor make_labels(const Config::Loss& options, int64_t seed, Stream stream, int64_t index,
                          LabelKind kind, int64_t count);

// The labels of labml's code, which training and validation share: 256 of each kind are drawn, and
// used by place in the batch. A kind is drawn anew, larger, when a batch is larger than it. So they
// depend on what came before, and a checkpoint holds them.
class SharedLabels {
 public:
  struct State {
    torch::Tensor real, fake, target;  // float32 [rows, 1], rows >= 256
    int64_t draws = 0;                 // so far: the index of the next
  };

  SharedLabels(const Config::Loss& options, int64_t seed);

  // options, seed  those it was made with
  // returns        float32 [count, 1], on the CPU; a view
  torch::Tensor take(const Config::Loss& options, int64_t seed, LabelKind kind, int64_t count);

  const State& state() const { return state_; }
  void set_state(State state) { state_ = std::move(state); }

 private:
  torch::Tensor draw(const Config::Loss& options, int64_t seed, LabelKind kind, int64_t count);

  State state_;
};

}  // namespace gan
