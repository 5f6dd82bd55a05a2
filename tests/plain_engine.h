// The training step as first written with LibTorch: the reference for results and for speed.
#pragma once

#include <ATen/ops/binary_cross_entropy_with_logits.h>
#include <torch/optim/adam.h>

#include "core/train/engine.h"

namespace gan {

inline torch::Tensor mean_bce(const torch::Tensor& logits, const torch::Tensor& labels) {
  return at::binary_cross_entropy_with_logits(logits, labels);
}

class PlainEngine : public Engine {
 public:
  explicit PlainEngine(TrainState& state)
      : state_(state),
        generator_adam_(state.generator->parameters(),
                        adam_options(state.config.optimizer.generator_learning_rate)),
        discriminator_adam_(state.discriminator->parameters(),
                            adam_options(state.config.optimizer.discriminator_learning_rate)) {}

  StepResult step(const StepInputs& inputs) override {
    StepResult result;
    discriminator_adam_.zero_grad();
    const torch::Tensor real_logits = state_.discriminator->forward(inputs.real.images);
    const torch::Tensor fake_logits = state_.discriminator->forward(
        state_.generator->forward(inputs.discriminator.latents).detach());
    const torch::Tensor real_loss = mean_bce(real_logits, inputs.real_labels);
    const torch::Tensor fake_loss = mean_bce(fake_logits, inputs.fake_labels);
    (real_loss + fake_loss).backward();
    discriminator_adam_.step();
    result.real_loss = real_loss.item<double>();
    result.fake_loss = fake_loss.item<double>();
    result.real_probability = real_logits.sigmoid().mean().item<double>();
    result.fake_probability = fake_logits.sigmoid().mean().item<double>();
    if (!inputs.generator) return result;
    generator_adam_.zero_grad();
    const torch::Tensor target_loss = mean_bce(
        state_.discriminator->forward(state_.generator->forward(inputs.generator->latents)),
        inputs.target_labels);
    target_loss.backward();
    generator_adam_.step();
    result.generator_loss = target_loss.item<double>();
    return result;
  }

  StepResult validate(const StepInputs& inputs) override { return validate_step(state_, inputs); }

 private:
  torch::optim::AdamOptions adam_options(double learning_rate) const {
    const Config::Optimizer& options = state_.config.optimizer;
    return torch::optim::AdamOptions(learning_rate)
        .betas({options.generator_beta1, options.generator_beta2})
        .eps(options.generator_epsilon);
  }

  TrainState& state_;
  torch::optim::Adam generator_adam_;
  torch::optim::Adam discriminator_adam_;
};

}  // namespace gan
