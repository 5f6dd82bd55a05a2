// The loop: epochs of shuffled batches, one step each. It emits; what is shown and written is the
// caller's.
#pragma once

#include <functional>
#include <optional>

#include "core/data/idx.h"
#include "core/train/divergence.h"
#include "core/train/engine.h"

namespace gan {

// What the caller hears after each step. The state is complete when it hears it: saved then, it
// goes on as if it had not been saved.
struct StepReport {
  StepResult step;
  std::optional<Averages> window;      // every log.every_steps, and at an epoch's end
  std::optional<Averages> epoch;       // at an epoch's end
  std::optional<Averages> validation;  // at an epoch's end when validation is due
  std::optional<DivergenceSign> divergence;
};

// returns  whether to go on
using OnStep = std::function<bool(const StepReport& report)>;

int64_t steps_per_epoch(const Config& config, int64_t image_count);

// The step after which the run is complete: train.steps, or else the end of train.epochs.
int64_t last_step(const Config& config, int64_t image_count);

// Position and number of images go together; those of a checkpoint from elsewhere need not.
// throws  Error
void check_position(const TrainState& state, int64_t image_count);

// BatchNorm has no variance of a single image.
// throws  UsageError if a batch would have only one
void check_batches(const Config& config, int64_t image_count);

// Trains from state.position to last_step(), or until on_step says false.
// state              of a position that check_position() has seen
// engine             made for it
// validation_images  may be null: then there is no validation
// throws             DivergedError when a loss is not finite; as check_batches()
void train(TrainState& state, Engine& engine, const Images& train_images,
           const Images* validation_images, const OnStep& on_step);

// Mean losses over all of `images`, in order, in batches of validation.batch_size, on latents that
// are the same in every validation. It changes nothing of the state but, as labml's does, shared
// labels.
Averages validate(TrainState& state, Engine& engine, const Images& images);

}  // namespace gan
