#include "core/train/step.h"

#include <torch/csrc/autograd/autograd.h>

#include <cmath>

#include "core/base/errors.h"
#include "core/losses/logits_loss.h"
#include "core/train/autocast.h"

namespace gan {
namespace {

std::vector<torch::Tensor> gradients_of(const torch::Tensor& loss,
                                        const std::vector<torch::Tensor>& parameters) {
  return torch::autograd::grad({loss}, parameters);
}

double finite(const char* name, const torch::Tensor& loss, const TrainState& state) {
  const auto value = loss.item<double>();
  check_finite(name, value, state);
  return value;
}

// D's forward pass over real and generated images as one batch, and its losses.
struct DiscriminatorPass {
  DiscriminatorLoss loss;
  StepResult result;
};

DiscriminatorPass run_discriminator(TrainState& state, const torch::Tensor& real_images,
                                    const torch::Tensor& latents, Precision precision) {
  const int64_t count = real_images.size(0);
  torch::Tensor logits;
  {
    const Autocast autocast(state.device, precision == Precision::kBfloat16);
    torch::Tensor fake_images;
    {
      const torch::NoGradGuard no_grad;  // D's loss leaves G alone
      fake_images = state.generator->forward(latents);
    }
    logits =
        state.discriminator->forward(torch::cat({real_images, fake_images})).to(torch::kFloat32);
  }
  const torch::Tensor real_logits = logits.narrow(0, 0, count);
  const torch::Tensor fake_logits = logits.narrow(0, count, count);
  const torch::Tensor real_labels = state.labels.real(count);  // in this order, where redrawn
  const torch::Tensor fake_labels = state.labels.fake(count);
  DiscriminatorPass pass;
  pass.loss = discriminator_loss(real_logits, fake_logits, real_labels, fake_labels);
  pass.result.real_loss = finite("loss.discriminator.true", pass.loss.real.detach(), state);
  pass.result.fake_loss = finite("loss.discriminator.false", pass.loss.fake.detach(), state);
  pass.result.real_probability = real_logits.detach().sigmoid().mean().item<double>();
  pass.result.fake_probability = fake_logits.detach().sigmoid().mean().item<double>();
  return pass;
}

torch::Tensor run_generator(TrainState& state, const torch::Tensor& latents, Precision precision) {
  torch::Tensor logits;
  {
    const Autocast autocast(state.device, precision == Precision::kBfloat16);
    logits = state.discriminator->forward(state.generator->forward(latents)).to(torch::kFloat32);
  }
  return generator_loss(logits, state.labels.target(latents.size(0)));
}

}  // namespace

void check_finite(const char* name, double loss, const TrainState& state) {
  if (std::isfinite(loss)) return;
  throw Error(std::string(name) + ": not finite at step " +
              std::to_string(state.position.step + 1) + ", got " + std::to_string(loss) +
              "; the training has diverged: lower the learning rates or change the networks");
}

StepResult train_step(TrainState& state, const torch::Tensor& real_images,
                      const StepLatents& latents, Precision precision) {
  auto [loss, result] = run_discriminator(state, real_images, latents.discriminator, precision);
  Adam& discriminator_adam = state.discriminator_adam;
  discriminator_adam.step(gradients_of(loss.sum(), discriminator_adam.parameters()));
  if (latents.generator.defined()) {
    const torch::Tensor target_loss = run_generator(state, latents.generator, precision);
    result.generator_loss = finite("loss.generator", target_loss.detach(), state);
    Adam& generator_adam = state.generator_adam;
    generator_adam.step(gradients_of(target_loss, generator_adam.parameters()));
  }
  return result;
}

StepResult validate_step(TrainState& state, const torch::Tensor& real_images,
                         const StepLatents& latents, Precision precision) {
  const torch::NoGradGuard no_grad;
  state.generator->eval();
  state.discriminator->eval();
  StepResult result =
      run_discriminator(state, real_images, latents.discriminator, precision).result;
  if (latents.generator.defined())
    result.generator_loss =
        finite("loss.generator", run_generator(state, latents.generator, precision), state);
  state.generator->train();
  state.discriminator->train();
  return result;
}

}  // namespace gan
