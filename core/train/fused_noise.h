// The noise inside D in the fused engine: instance noise and dropout. StepNetworks draws a half
// step's random numbers one after the other; here any thread finds those of any sample by their
// position in the same sequence.
#pragma once

#include <deque>
#include <vector>

#include "core/models/description.h"
#include "core/train/state.h"

namespace gan {

// The random numbers of one pass of some samples through D.
class NoisePass {
 public:
  // position   in the sequence of (seed, index), of the pass's first number
  // noise_std  of the instance noise
  NoisePass(uint64_t seed, uint64_t index, int64_t position, int64_t samples, double noise_std,
            const NetworkDescription& discriminator);

  int64_t end() const { return end_; }  // the position after its last number

  // Adds instance noise to one image.
  // sample  of the pass
  void add_noise(int64_t sample, float* image) const;

  // mask[i] <- 0 with the layer's probability p, else 1 / (1 - p), for outputs `first` + i of one
  // sample, i < count.
  void fill_mask(size_t layer, int64_t sample, int64_t first, int64_t count, float* mask) const;

 private:
  struct Masks {
    int64_t position;
    int64_t width;
    double dropout;
  };

  uint64_t seed_;
  uint64_t index_;
  float noise_std_;
  Masks images_;
  std::vector<Masks> masks_;  // of each layer
  int64_t end_;
};

// A block of D's samples: its pass, or null if D has no noise, and its first sample's number there.
struct BlockNoise {
  const NoisePass* pass = nullptr;
  int64_t sample = 0;
};

// The passes of a half step.
class FusedNoise {
 public:
  // state  must outlive this object
  explicit FusedNoise(const TrainState& state)
      : state_(state), discriminator_(describe_discriminator(state.config, state.data_shape())) {}

  // Begins the sequence of a half step (step.h), or one without noise, for validation. Forgets the
  // passes before.
  void start(int64_t half, double progress);
  void start_silent();

  // The next pass: null if it has no noise.
  const NoisePass* next_pass(int64_t samples);

  // The next `count` numbers of U(0, 1).
  std::vector<float> draw_uniform(int64_t count);

 private:
  const TrainState& state_;
  NetworkDescription discriminator_;
  bool is_silent_ = true;
  uint64_t index_ = 0;
  double noise_std_ = 0;
  int64_t position_ = 0;
  std::deque<NoisePass> passes_;  // stays where it is when it grows
};

}  // namespace gan
