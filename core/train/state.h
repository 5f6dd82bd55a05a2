// The complete state of a training. A checkpoint holds exactly this; everything else is a function
// of it (order, latents) or of the data.
#pragma once

#include <array>
#include <optional>

#include "core/config/config.h"
#include "core/losses/smoothed_labels.h"
#include "core/models/classes.h"
#include "core/models/networks.h"
#include "core/train/adam.h"

namespace gan {

constexpr int64_t kMaxRollbacks = 100;

// How far a run has come. At the end of an epoch, `epoch` has increased and `batch` is 0 again.
struct Position {
  int64_t step = 0;    // steps taken
  int64_t epoch = 0;   // epochs completed
  int64_t batch = 0;   // batches completed in the current epoch
  int64_t images = 0;  // images seen; labml's global step
};

// Whether an action is due now that is done every `every_epochs` epochs and every `every_steps`
// steps (0: never). Nothing is due before the first step.
bool is_due(const Position& position, int64_t every_epochs, int64_t every_steps);

// Means over some steps. The generator's loss counts only steps that trained it, the penalty only
// steps that had one.
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
  static Averages from_tensor(const torch::Tensor& tensor);  // missing columns are 0

 private:
  std::array<double, kQuantities> sums_{};
  std::array<double, kQuantities> counts_{};
};

struct TrainState {
  // A new run: seeded weights, zero moments, step 0.
  // device   where parameters and moments live
  // classes  of the training images, with condition class; else empty
  // throws   Error if networks of these widths cannot fit this machine's memory
  TrainState(const Config& config, ImageShape image_shape, torch::Device device,
             ClassTable classes = {});

  // The generator that makes samples: the averaged one if there is one.
  Generator sampled_generator() const;

  Config config;
  ImageShape image_shape;
  ClassTable classes;
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
  Averages watch;   // since the last check for divergence

  // How often the run went back to an older state and continued with other random numbers.
  int64_t rollbacks = 0;  // at most kMaxRollbacks

  DataShape data_shape() const { return {image_shape, classes.size()}; }

  // Samples' classes, drawn as those of generated images are in training.
  SampleClasses drawn_classes() const { return {classes, config.generator.classes}; }

  // The seed of all draws for a training step: config.seed until the first rollback.
  int64_t draw_seed() const { return config.seed ^ rollbacks << 54; }
};

// The classes of a grid's columns: from the first class with images on, and again from it if there
// are more columns than such classes. Empty without classes.
std::vector<int64_t> column_classes(const Config& config, const ClassTable& classes);

// The classes of a grid of samples: one for each column.
SampleClasses grid_classes(const TrainState& state);

// Checks that networks of these widths can be trained and saved in this machine's memory.
// is_loaded  whether their state is in memory already
// throws     Error kTooLarge, without a remedy
void check_training_memory(const Config& config, const DataShape& shape, bool is_loaded);

}  // namespace gan
