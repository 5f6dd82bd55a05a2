// One training step, and one validation step, of Goodfellow et al. 2014 (arXiv:1406.2661,
// algorithm 1) as labml's annotated version takes it.
#pragma once

#include <optional>

#include "core/train/state.h"

namespace gan {

// What one step measured. Losses in nats; probabilities are batch means of sigmoid(logit).
struct StepResult {
  double real_loss = 0;                  // D's term for real images
  double fake_loss = 0;                  // D's term for generated images
  std::optional<double> generator_loss;  // none if G was not trained
  double real_probability = 0;           // D(x)
  double fake_probability = 0;           // D(G(z)), before D's update
};

// z for D's half of a step and for G's, float32 [N, latent] on the state's device. Without the
// latter it is not G's turn.
struct StepLatents {
  torch::Tensor discriminator;
  torch::Tensor generator;
};

// throws  Error naming the loss, the step and the value if it is not finite
void check_finite(const char* name, double loss, const TrainState& state);

// One update of D on `real_images` and as many generated ones; then, if it is G's turn, one of G on
// fresh latents through the updated D. Changes weights, moments and labels of `state`, not its
// position.
// real_images  float32 [N, 1, H, W] in [-1, 1]
// precision    of the linear layers; weights, losses and moments are float32
// throws       Error if a loss is not finite; then no weight has taken that loss's gradient
StepResult train_step(TrainState& state, const torch::Tensor& real_images,
                      const StepLatents& latents, Precision precision = Precision::kFloat32);

// The same losses without gradients, in eval mode.
StepResult validate_step(TrainState& state, const torch::Tensor& real_images,
                         const StepLatents& latents, Precision precision = Precision::kFloat32);

}  // namespace gan
