// What a step takes: images, and random draws, as functions of the config, the seed and the step
// alone.
#pragma once

#include <vector>

#include "core/train/step.h"

namespace gan {

// The next step of a training. It takes the images order[first], ..., order[first + count - 1].
struct StepPlan {
  const DataSet& data;
  const std::vector<int64_t>& order;  // of the epoch
  int64_t first;
  int64_t count;
  bool trains_generator;
  double progress;  // of the run, in [0, 1]
};

// The address of the draws of a step of training, or of a batch of validation.
struct DrawAddress {
  int64_t seed;
  int64_t index;  // in each stream
  Stream discriminator_latents;
  Stream generator_latents;
  Stream discriminator_classes;
  Stream generator_classes;
  Stream labels;
};
DrawAddress training_address(const TrainState& state);  // of the next step

// The images of a step, without shifts; half of them mirrored if the config asks for it.
Batch take_batch(const TrainState& state, const StepPlan& plan,
                 const ForEach& for_each = for_each_in_turn);

// Draws the labels of `count` real images and as many generated ones, and G's targets if `inputs`
// has draws for G. Shared labels may grow.
void draw_labels(TrainState& state, const DrawAddress& address, int64_t count, StepInputs& inputs);

// Draws the classes of as many generated images as there are real ones in `inputs`, if these have
// classes.
void draw_classes(const TrainState& state, const DrawAddress& address, StepInputs& inputs);

// All inputs of the next step of training.
StepInputs make_training_inputs(TrainState& state, const StepPlan& plan, const ForEach& for_each);

// All inputs of a batch of validation.
// plan   the batch, in place of a step
// batch  its number
StepInputs make_validation_inputs(TrainState& state, const StepPlan& plan, int64_t batch,
                                  const ForEach& for_each);

}  // namespace gan
