// One training step, and one validation step, of Goodfellow et al. 2014 (arXiv:1406.2661,
// algorithm 1), as in labml's annotated version.
#pragma once

#include <optional>

#include "core/data/batches.h"
#include "core/train/state.h"

namespace gan {

// What one step measured. Losses with logarithms are in nats; probabilities are batch means of
// sigmoid(logit).
struct StepResult {
  double real_loss = 0;                  // D's term for real images
  double fake_loss = 0;                  // D's term for generated images
  std::optional<double> generator_loss;  // nullopt if G was not trained
  double real_probability = 0;           // D(x)
  double fake_probability = 0;           // D(G(z)), before D's update
  std::optional<double> penalty;         // weighted, but not multiplied by every_steps
};

// The random draws of one half of a step, D's or G's.
struct StepDraws {
  torch::Tensor latents{};  // z, float32 [N, latent]

  // The shifts of the images that D sees, int64 [2N, 2]; undefined: no shifts. In D's half those of
  // the real images come first, then those of the generated; in G's half the reverse.
  torch::Tensor shifts{};

  // The classes of the generated images, int64 [N]; undefined without condition class.
  torch::Tensor classes{};
};

// The inputs of one step, on the CPU; those of a graph (graph_engine.h) on the state's device.
struct StepInputs {
  Batch real;
  double progress = 0;  // of the run, in [0, 1]
  StepDraws discriminator;
  std::optional<StepDraws> generator;  // nullopt if the step does not train G

  // Float32 [N, 1]; smoothed_labels.h defines them.
  torch::Tensor real_labels;
  torch::Tensor fake_labels;
  torch::Tensor target_labels;  // not used if the step does not train G
};

class StepBackend;  // step_backend.h

// steps   the number of steps before this one
// throws  DivergedError naming the loss, the step and the value if a loss is not finite
void check_finite(const StepResult& result, int64_t steps);

// Whether D's penalties are due in the next step.
bool is_penalized(const TrainState& state);

// The index in Stream::kDiscriminatorNoise of a half of a step: 0 for D's, 1 for G's.
// steps  the number of steps before this one
uint64_t noise_index(int64_t steps, int64_t half);

// Updates D on real images and as many generated ones; then, if the step trains G, updates G on new
// latents through the updated D. Changes the weights, moments and averages of `state`, but not its
// position. The backend keeps what the step measured.
// precision  of the linear layers; weights, losses and moments are float32
// throws     as the backend does, before any update with that loss's gradient
void train_step(TrainState& state, const StepInputs& inputs, StepBackend& backend,
                Precision precision);

// The same losses without penalties, noise and gradients, in eval mode.
void validate_step(TrainState& state, const StepInputs& inputs, StepBackend& backend,
                   Precision precision);

}  // namespace gan
