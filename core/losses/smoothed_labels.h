// Smoothed labels (Salimans et al. 2016, arXiv:1606.03498, section 3.4), as in labml's code: for
// smoothing s
//   real    U(1 - s, 1)   D's label of real images
//   fake    U(0, s)       D's label of generated images
//   target  U(1 - s, 1)   the label of generated images that G trains towards
// One-sided smoothing leaves fake at 0 and target at 1.
#pragma once

#include <torch/types.h>

#include "core/base/random.h"
#include "core/config/config.h"

namespace gan {

enum class LabelKind { kReal, kFake, kTarget };

// Labels of a kind are uniform in [low, high).
struct LabelRange {
  float low;
  float high;
};
LabelRange label_range(const Config::Loss& options, LabelKind kind);

// The index in their stream of redrawn labels.
// index  of the step, or of the batch of a validation
int64_t label_index(int64_t index, LabelKind kind);

// Labels that depend only on where they are used:
//   fixed    label i of a kind is the same in every batch
//   redrawn  new for each stream and index
// options  options.labels is fixed or redrawn
// index    of the draw in its stream: the step, or the batch of a validation
// returns  float32 [count, 1], on the CPU
torch::Tensor make_labels(const Config::Loss& options, int64_t seed, Stream stream, int64_t index,
                          LabelKind kind, int64_t count);

// Labels that training and validation share, as in labml's code: 256 of each kind are drawn, and
// image i of a batch uses label i. A larger batch redraws that kind in the batch's size. So the
// labels depend on earlier batches, and checkpoints store them.
class SharedLabels {
 public:
  struct State {
    torch::Tensor real, fake, target;  // float32 [rows, 1], rows >= 256
    int64_t draws = 0;                 // so far; also the index of the next draw
  };

  SharedLabels(const Config::Loss& options, int64_t seed);

  // options, seed  as given to the constructor
  // returns        float32 [count, 1], on the CPU; a view
  torch::Tensor take(const Config::Loss& options, int64_t seed, LabelKind kind, int64_t count);

  const State& state() const { return state_; }
  void set_state(State state) { state_ = std::move(state); }

 private:
  torch::Tensor draw(const Config::Loss& options, int64_t seed, LabelKind kind, int64_t count);

  State state_;
};

}  // namespace gan
