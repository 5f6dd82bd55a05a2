#include "core/train/step.h"

#include <torch/csrc/autograd/autograd.h>

#include <cmath>

#include "core/base/errors.h"
#include "core/losses/gradient_penalty.h"
#include "core/train/step_backend.h"
#include "core/train/step_networks.h"

namespace gan {
namespace {

torch::Tensor shift(const Shifter& shifter, const torch::Tensor& images,
                    const torch::Tensor& shifts, int64_t first) {
  return shifts.defined() ? shifter.shift(images, shifts.narrow(0, first, images.size(0))) : images;
}

// Has both networks in evaluation mode while it is in scope, and in training mode afterwards.
class EvaluationMode {
 public:
  explicit EvaluationMode(TrainState& state) : state_(state) { set_training(false); }
  ~EvaluationMode() { set_training(true); }
  EvaluationMode(const EvaluationMode&) = delete;
  EvaluationMode& operator=(const EvaluationMode&) = delete;

 private:
  void set_training(bool is_training) {
    state_.generator->train(is_training);
    state_.discriminator->train(is_training);
  }

  TrainState& state_;
};

// D's forward pass over real and generated images as one batch, its losses, and their gradients.
struct DiscriminatorPass {
  torch::Tensor images;           // [2N, C, H, W]
  torch::Tensor classes;          // [2N], or undefined
  torch::Tensor logits;           // [2N, 1]
  torch::Tensor logit_gradients;  // likewise
};

DiscriminatorPass run_discriminator(TrainState& state, const StepNetworks& networks,
                                    const StepInputs& inputs, bool is_penalized,
                                    StepBackend& backend) {
  DiscriminatorPass pass;
  {
    const torch::NoGradGuard no_grad;  // D's loss does not train G
    const torch::Tensor images =
        torch::cat({inputs.real.images.to(state.device), networks.generate(inputs.discriminator)});
    pass.images = shift(backend.shifter(), images, inputs.discriminator.shifts, 0);
  }
  pass.images.set_requires_grad(is_penalized);
  if (inputs.real.classes.defined())
    pass.classes = torch::cat({inputs.real.classes, inputs.discriminator.classes});
  pass.logits = networks.discriminate(pass.images, pass.classes);
  pass.logit_gradients = backend.discriminator_loss(pass.logits, inputs);
  return pass;
}

struct GeneratorPass {
  torch::Tensor logits;           // [N, 1]
  torch::Tensor logit_gradients;  // likewise
};

GeneratorPass run_generator(TrainState& state, const StepNetworks& networks,
                            const StepInputs& inputs, StepBackend& backend) {
  const StepDraws& draws = *inputs.generator;
  const int64_t count = draws.latents.size(0);
  GeneratorPass pass;
  pass.logits = networks.discriminate(
      shift(backend.shifter(), networks.generate(draws), draws.shifts, 0), draws.classes);
  torch::Tensor real_logits;
  if (state.config.loss.objective == Objective::kRelativistic) {
    const torch::NoGradGuard no_grad;
    real_logits = networks.discriminate(
        shift(backend.shifter(), inputs.real.images.to(state.device), draws.shifts, count),
        inputs.real.classes);
  }
  pass.logit_gradients = backend.generator_loss(pass.logits, real_logits, inputs);
  return pass;
}

// The sum of D's penalties, differentiable.
torch::Tensor penalty_of(const Config::Penalty& options, const StepNetworks& networks,
                         const DiscriminatorPass& pass, Noise& noise) {
  const int64_t count = pass.images.size(0) / 2;
  torch::Tensor penalty = torch::zeros({}, pass.images.options().requires_grad(false));
  if (options.r1 > 0 || options.r2 > 0) {
    const torch::Tensor norms = squared_gradient_norms(pass.logits, pass.images);
    penalty = penalty + options.r1 / 2 * norms.narrow(0, 0, count).mean() +
              options.r2 / 2 * norms.narrow(0, count, count).mean();
  }
  if (options.wgan_gp > 0) {
    const torch::Tensor u = noise.draw_uniform(count);
    const torch::Tensor images = pass.images.detach();
    const torch::Tensor between = interpolate(u.to(images.device()), images.narrow(0, 0, count),
                                              images.narrow(0, count, count))
                                      .requires_grad_();
    const torch::Tensor classes =
        pass.classes.defined() ? pass.classes.narrow(0, 0, count) : pass.classes;
    penalty = penalty + options.wgan_gp * one_centred_penalty(squared_gradient_norms(
                                              networks.discriminate(between, classes), between));
  }
  return penalty;
}

void update_discriminator(TrainState& state, const StepNetworks& networks,
                          const DiscriminatorPass& pass, double progress, Noise& noise,
                          StepBackend& backend) {
  std::vector<torch::Tensor> outputs = {pass.logits};
  std::vector<torch::Tensor> gradients = {pass.logit_gradients};
  if (is_penalized(state)) {
    const Config::Penalty& options = state.config.penalty;
    const torch::Tensor penalty = penalty_of(options, networks, pass, noise);
    backend.record_penalty(penalty);
    outputs.push_back(penalty);
    gradients.push_back(torch::full_like(penalty, options.every_steps));
  }
  Adam& adam = state.discriminator_adam;
  backend.update(adam, torch::autograd::grad(outputs, adam.parameters(), gradients),
                 discriminator_adam_options(state.config, progress));
}

}  // namespace

void check_finite(const StepResult& result, int64_t steps) {
  const std::pair<const char*, std::optional<double>> losses[] = {
      {"loss.discriminator.true", result.real_loss},
      {"loss.discriminator.false", result.fake_loss},
      {"loss.penalty", result.penalty},
      {"loss.generator", result.generator_loss}};
  for (const auto& [name, loss] : losses)
    if (loss && !std::isfinite(*loss))
      throw DivergedError("not finite", std::string(name) + ": not finite at step " +
                                            std::to_string(steps + 1) + ", got " +
                                            std::to_string(*loss));
}

bool is_penalized(const TrainState& state) {
  const Config::Penalty& options = state.config.penalty;
  return options.r1 + options.r2 + options.wgan_gp > 0 &&
         state.position.step % options.every_steps == 0;
}

uint64_t noise_index(int64_t steps, int64_t half) {
  return static_cast<uint64_t>(2 * steps + half);
}

void train_step(TrainState& state, const StepInputs& inputs, StepBackend& backend,
                Precision precision) {
  {
    const auto noise = backend.make_noise(0, inputs.progress);
    const StepNetworks networks(state, precision, noise.get());
    const DiscriminatorPass pass =
        run_discriminator(state, networks, inputs, is_penalized(state), backend);
    update_discriminator(state, networks, pass, inputs.progress, *noise, backend);
  }
  if (!inputs.generator) return;

  const auto noise = backend.make_noise(1, inputs.progress);
  const GeneratorPass pass =
      run_generator(state, StepNetworks(state, precision, noise.get()), inputs, backend);
  Adam& adam = state.generator_adam;
  backend.update(adam,
                 torch::autograd::grad({pass.logits}, adam.parameters(), {pass.logit_gradients}),
                 generator_adam_options(state.config, inputs.progress));
}

void validate_step(TrainState& state, const StepInputs& inputs, StepBackend& backend,
                   Precision precision) {
  const torch::NoGradGuard no_grad;
  const EvaluationMode mode(state);
  const StepNetworks networks(state, precision, nullptr);
  run_discriminator(state, networks, inputs, false, backend);
  if (inputs.generator) run_generator(state, networks, inputs, backend);
}

}  // namespace gan
