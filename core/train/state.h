// All that a training is at one instant. A checkpoint holds exactly this; what is not in here is a
// function of it (order, latents) or of the data.
#pragma once

#include <array>
#include <optional>

#include "core/config/config.h"
#include "core/losses/smoothed_labels.h"
#include "core/models/networks.h"
#include "core/train/adam.h"

namespace gan {

constexpr int64_t kMostRollbacks = 100;

// How far a run is. At an epoch's end `epoch` has gone up and `batch` is 0 again.
struct Position {
  int64_t step = 0;    // steps taken
  int64_t epoch = 0;   // epochs completed
  int64_t batch = 0;   // batches taken of the epoch under way
  int64_t images = 0;  // images seen; labml's global step
};

// Whether something done every so many epochs and every so many steps (0: never) is due now: not
// before the first step.
bool is_due(const Position& position, int64_t every_epochs, int64_t every_steps);

// Means over some steps; those of the generator over the steps that trained it, that of the penalty
// over the steps that had one.
class Averages {
 public:
  enum Quantity {
    kRealLoss,
    kFakeLoss,
    kGeneratorLoss,
    kRealProbability,
    kFakeProbability,
    kPenalty,
  };
  static constexpr size_t kQuantities = 6;

  void add(Quantity quantity, double value) {
    sums_[quantity] += value;
    counts_[quantity] += 1;
  }
  // NaN if nothing was added.
  double mean(Quantity quantity) const { return sums_[quantity] / counts_[quantity]; }
  double discriminator_loss() const { return mean(kRealLoss) + mean(kFakeLoss); }

  torch::Tensor to_tensor() const;  // float64 [2, kQuantities]: sums, counts
  static Averages from_tensor(const torch::Tensor& tensor);  // with fewer columns: 0 in the others

 private:
  std::array<double, kQuantities> sums_{};
  std::array<double, kQuantities> counts_{};
};

struct TrainState {
  // A new run: seeded weights, zero moments, step 0.
  // device  where parameters and moments live
  // throws  Error if networks of these widths cannot fit this machine's memory
  TrainState(const Config& config, ImageShape image_shape, torch::Device device);

  // The G that samples are made with: the averaged one where there is one.
  Generator sampled_generator() const;

  Config config;
  ImageShape image_shape;
  torch::Device device;
  uint32_t data_crc32 = 0;  // of the training images; 0 until known
  Generator generator;
  Discriminator discriminator;
  Generator averaged_generator{nullptr};  // null without ema.decay
  Adam generator_adam;
  Adam discriminator_adam;
  std::optional<SharedLabels> shared_labels;  // with loss.labels shared
  Position position;
  Averages window;  // since the last line of metrics
  Averages epoch;   // since the epoch began
  Averages watch;   // since signs of divergence were last looked for

  // Times that the run went back to an older state and on with other random numbers.
  int64_t rollbacks = 0;  // at most kMostRollbacks

  // Of what is drawn for a training step: config.seed until there is a rollback.
  int64_t draw_seed() const { return config.seed ^ rollbacks << 54; }
};

}  // namespace gan
