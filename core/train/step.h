// One training step, and one validation step, of Goodfellow et al. 2014 (arXiv:1406.2661,
// algorithm 1) as labml's annotated version takes it.
#pragma once

#include <optional>

#include "core/data/batches.h"
#include "core/train/state.h"

namespace gan {

// What one step measured. Losses in nats where they have logarithms; probabilities are batch means
// of sigmoid(logit).
struct StepResult {
  double real_loss = 0;                  // D's term for real images
  double fake_loss = 0;                  // D's term for generated images
  std::optional<double> generator_loss;  // none if G was not trained
  double real_probability = 0;           // D(x)
  double fake_probability = 0;           // D(G(z)), before D's update
  std::optional<double> penalty;         // as weighted, before it is multiplied by every_steps
};

// What one half of a step draws.
struct StepDraws {
  torch::Tensor latents;  // z, float32 [N, latent], on the state's device

  // How far D sees the images shifted, int64 [2N, 2] on the CPU; undefined: not at all.
  // In D's half the real ones, then the generated ones; in G's half the other way round.
  torch::Tensor shifts{};
};

// What one step takes.
struct StepInputs {
  Batch real;           // on the state's device
  double progress = 0;  // of the run, in [0, 1]
  StepDraws discriminator;
  std::optional<StepDraws> generator;  // none where it is not G's turn

  // Float32 [N, 1], on the CPU; smoothed_labels.h says what they are.
  torch::Tensor real_labels;
  torch::Tensor fake_labels;
  torch::Tensor target_labels;  // undefined where it is not G's turn
};

// throws  DivergedError naming the loss, the step and the value if it is not finite
void check_finite(const char* name, double loss, const TrainState& state);

// Whether D's penalties are due in the step about to be taken.
bool is_penalized(const TrainState& state);

// One update of D on real images and as many generated ones; then, if it is G's turn, one of G on
// fresh latents through the updated D. Changes weights, moments and averages of `state`, not its
// position.
// precision  of the linear layers; weights, losses and moments are float32
// throws     DivergedError if a loss is not finite; then no weight has taken that loss's gradient
StepResult train_step(TrainState& state, const StepInputs& inputs,
                      Precision precision = Precision::kFloat32);

// The same losses without penalties, noise and gradients, in eval mode.
StepResult validate_step(TrainState& state, const StepInputs& inputs,
                         Precision precision = Precision::kFloat32);

}  // namespace gan
