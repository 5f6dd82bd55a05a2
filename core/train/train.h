// The training loop: epochs of shuffled batches, one step for each batch. It reports each step to
// the caller, who decides what to show and to write.
#pragma once

#include <functional>
#include <optional>

#include "core/data/data_set.h"
#include "core/train/divergence.h"
#include "core/train/engine.h"

namespace gan {

// What train() reports after each step, or after some steps on a GPU, none of which ends a window
// or is due for a checkpoint except the last. The state is complete at that time: a run resumed
// from it continues as if it had never stopped.
struct StepReport {
  std::vector<StepResult> steps;       // since the last report
  std::optional<Averages> window;      // every log.every_steps, and at an epoch's end
  std::optional<Averages> epoch;       // at an epoch's end
  std::optional<Averages> validation;  // at an epoch's end when validation is due
  std::optional<DivergenceSign> divergence;
};

// returns  whether to continue
using OnStep = std::function<bool(const StepReport& report)>;

int64_t steps_per_epoch(const Config& config, int64_t image_count);

// The step after which the run is complete: train.steps, or else the end of train.epochs.
int64_t last_step(const Config& config, int64_t image_count);

// Checks that a run on this many images can be at this position; the checkpoint may be from other
// data.
// throws  Error
void check_position(const TrainState& state, int64_t image_count);

// Checks that no batch has only one image if G has BatchNorm, which needs a variance.
// throws  UsageError
void check_batches(const Config& config, int64_t image_count);

// Trains from state.position to last_step(), or until on_step returns false.
// state       its position has passed check_position()
// engine      made for `state`
// training    with labels if the config has condition class; likewise validation
// validation  null: no validation
// throws      DivergedError if a loss is not finite; as check_batches() does
void train(TrainState& state, Engine& engine, const DataSet& training, const DataSet* validation,
           const OnStep& on_step);

// Mean losses over all of `images`, in order, in batches of validation.batch_size, on latents that
// are the same in every validation. Leaves the state unchanged, except for shared labels, as in
// labml's code.
Averages validate(TrainState& state, Engine& engine, const DataSet& images);

}  // namespace gan
