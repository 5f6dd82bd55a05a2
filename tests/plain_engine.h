// The step as one writes it with LibTorch at first: the reference for results and for speed.
#pragma once

#include <torch/optim/adam.h>

#include "core/losses/logits_loss.h"
#include "core/train/engine.h"

namespace gan {

class PlainEngine : public Engine {
 public:
  explicit PlainEngine(TrainState& state)
      : state_(state),
        generator_adam_(state.generator->parameters(),
                        adam_options(state.config.optimizer.generator_learning_rate)),
        discriminator_adam_(state.discriminator->parameters(),
                            adam_options(state.config.optimizer.discriminator_learning_rate)) {}

  StepResult step(const torch::Tensor& real_images, const StepLatents& latents) override {
    const int64_t count = real_images.size(0);
    StepResult result;
    discriminator_adam_.zero_grad();
    const torch::Tensor real_logits = state_.discriminator->forward(real_images);
    const torch::Tensor fake_logits =
        state_.discriminator->forward(state_.generator->forward(latents.discriminator).detach());
    const torch::Tensor real_labels = state_.labels.real(count);
    const DiscriminatorLoss loss =
        discriminator_loss(real_logits, fake_logits, real_labels, state_.labels.fake(count));
    loss.sum().backward();
    discriminator_adam_.step();
    result.real_loss = loss.real.item<double>();
    result.fake_loss = loss.fake.item<double>();
    result.real_probability = real_logits.sigmoid().mean().item<double>();
    result.fake_probability = fake_logits.sigmoid().mean().item<double>();
    if (!latents.generator.defined()) return result;
    generator_adam_.zero_grad();
    const torch::Tensor target_loss =
        generator_loss(state_.discriminator->forward(state_.generator->forward(latents.generator)),
                       state_.labels.target(count));
    target_loss.backward();
    generator_adam_.step();
    result.generator_loss = target_loss.item<double>();
    return result;
  }

  StepResult validate(const torch::Tensor& real_images, const StepLatents& latents) override {
    return validate_step(state_, real_images, latents);
  }

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
