#include "core/train/step.h"

#include <torch/csrc/autograd/autograd.h>

#include <cmath>

#include "core/base/errors.h"
#include "core/losses/gradient_penalty.h"
#include "core/losses/objective.h"
#include "core/models/shift.h"
#include "core/train/step_networks.h"

namespace gan {
namespace {

// A copy of logits on the CPU, and a buffer for their gradients.
class LogitsOnCpu {
 public:
  explicit LogitsOnCpu(const torch::Tensor& logits)
      : values_(logits.detach().to(torch::kCPU).contiguous()),
        gradients_(torch::zeros_like(values_)) {}

  Logits rows(int64_t begin, int64_t count) const {
    return {values_.data_ptr<float>() + begin, gradients_.data_ptr<float>() + begin, count};
  }
  const torch::Tensor& gradients() const { return gradients_; }

 private:
  torch::Tensor values_;
  torch::Tensor gradients_;
};

torch::Tensor shift(const torch::Tensor& images, const torch::Tensor& shifts, int64_t first) {
  if (!shifts.defined()) return images;
  return shift_images(images, shifts.narrow(0, first, images.size(0)));
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
  StepResult result;
};

DiscriminatorPass run_discriminator(TrainState& state, const StepNetworks& networks,
                                    const StepInputs& inputs, bool is_penalized) {
  const int64_t count = inputs.real.count();
  DiscriminatorPass pass;
  {
    const torch::NoGradGuard no_grad;  // D's loss does not train G
    pass.images = shift(torch::cat({inputs.real.images, networks.generate(inputs.discriminator)}),
                        inputs.discriminator.shifts, 0);
  }
  pass.images.set_requires_grad(is_penalized);
  if (inputs.real.classes.defined())
    pass.classes = torch::cat({inputs.real.classes, inputs.discriminator.classes});
  pass.logits = networks.discriminate(pass.images, pass.classes);
  const LogitsOnCpu logits(pass.logits);
  const Logits real = logits.rows(0, count);
  const Logits fake = logits.rows(count, count);
  const DiscriminatorLoss loss = discriminator_loss(state.config.loss.objective, real, fake,
                                                    inputs.real_labels.data_ptr<float>(),
                                                    inputs.fake_labels.data_ptr<float>());
  check_finite("loss.discriminator.true", loss.real, state);
  check_finite("loss.discriminator.false", loss.fake, state);
  pass.logit_gradients = logits.gradients().to(state.device);
  pass.result.real_loss = loss.real;
  pass.result.fake_loss = loss.fake;
  pass.result.real_probability = mean_probability(real);
  pass.result.fake_probability = mean_probability(fake);
  return pass;
}

struct GeneratorPass {
  torch::Tensor logits;           // [N, 1]
  torch::Tensor logit_gradients;  // likewise
  double loss = 0;
};

GeneratorPass run_generator(TrainState& state, const StepNetworks& networks,
                            const StepInputs& inputs) {
  const Objective objective = state.config.loss.objective;
  const StepDraws& draws = *inputs.generator;
  const int64_t count = draws.latents.size(0);
  GeneratorPass pass;
  pass.logits =
      networks.discriminate(shift(networks.generate(draws), draws.shifts, 0), draws.classes);
  torch::Tensor real_logits;
  if (objective == Objective::kRelativistic) {
    const torch::NoGradGuard no_grad;
    real_logits =
        networks.discriminate(shift(inputs.real.images, draws.shifts, count), inputs.real.classes)
            .to(torch::kCPU)
            .contiguous();
  }
  const LogitsOnCpu logits(pass.logits);
  pass.loss = generator_loss(objective, logits.rows(0, count),
                             real_logits.defined() ? real_logits.data_ptr<float>() : nullptr,
                             inputs.target_labels.data_ptr<float>());
  check_finite("loss.generator", pass.loss, state);
  pass.logit_gradients = logits.gradients().to(state.device);
  return pass;
}

// The sum of D's penalties, differentiable.
torch::Tensor penalty_of(const Config::Penalty& options, const StepNetworks& networks,
                         const DiscriminatorPass& pass, Random& random) {
  const int64_t count = pass.images.size(0) / 2;
  torch::Tensor penalty = torch::zeros({}, pass.images.options().requires_grad(false));
  if (options.r1 > 0 || options.r2 > 0) {
    const torch::Tensor norms = squared_gradient_norms(pass.logits, pass.images);
    penalty = penalty + options.r1 / 2 * norms.narrow(0, 0, count).mean() +
              options.r2 / 2 * norms.narrow(0, count, count).mean();
  }
  if (options.wgan_gp > 0) {
    torch::Tensor u = torch::empty({count});
    random.fill_uniform(u.data_ptr<float>(), count, 0, 1);
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

void update_discriminator(TrainState& state, const StepNetworks& networks, DiscriminatorPass& pass,
                          double progress, Random& random) {
  std::vector<torch::Tensor> outputs = {pass.logits};
  std::vector<torch::Tensor> gradients = {pass.logit_gradients};
  if (is_penalized(state)) {
    const Config::Penalty& options = state.config.penalty;
    const torch::Tensor penalty = penalty_of(options, networks, pass, random);
    pass.result.penalty = penalty.item<double>();
    check_finite("loss.penalty", *pass.result.penalty, state);
    outputs.push_back(penalty);
    gradients.push_back(torch::full_like(penalty, options.every_steps));
  }
  Adam& adam = state.discriminator_adam;
  adam.step(torch::autograd::grad(outputs, adam.parameters(), gradients),
            discriminator_adam_options(state.config, progress));
}

Random noise_for(const TrainState& state, int64_t half) {
  return {static_cast<uint64_t>(state.draw_seed()), Stream::kDiscriminatorNoise,
          noise_index(state, half)};
}

}  // namespace

void check_finite(const char* name, double loss, const TrainState& state) {
  if (std::isfinite(loss)) return;
  throw DivergedError("not finite", std::string(name) + ": not finite at step " +
                                        std::to_string(state.position.step + 1) + ", got " +
                                        std::to_string(loss));
}

bool is_penalized(const TrainState& state) {
  const Config::Penalty& options = state.config.penalty;
  return options.r1 + options.r2 + options.wgan_gp > 0 &&
         state.position.step % options.every_steps == 0;
}

uint64_t noise_index(const TrainState& state, int64_t half) {
  return static_cast<uint64_t>(2 * state.position.step + half);
}

StepResult train_step(TrainState& state, const StepInputs& inputs, Precision precision) {
  Random discriminator_noise = noise_for(state, 0);
  const StepNetworks networks(state, precision, &discriminator_noise, inputs.progress);
  DiscriminatorPass pass = run_discriminator(state, networks, inputs, is_penalized(state));
  update_discriminator(state, networks, pass, inputs.progress, discriminator_noise);
  if (!inputs.generator) return pass.result;

  Random generator_noise = noise_for(state, 1);
  const GeneratorPass generator_pass = run_generator(
      state, StepNetworks(state, precision, &generator_noise, inputs.progress), inputs);
  pass.result.generator_loss = generator_pass.loss;
  Adam& adam = state.generator_adam;
  adam.step(torch::autograd::grad({generator_pass.logits}, adam.parameters(),
                                  {generator_pass.logit_gradients}),
            generator_adam_options(state.config, inputs.progress));
  return pass.result;
}

StepResult validate_step(TrainState& state, const StepInputs& inputs, Precision precision) {
  const torch::NoGradGuard no_grad;
  const EvaluationMode mode(state);
  const StepNetworks networks(state, precision, nullptr, 1);
  StepResult result = run_discriminator(state, networks, inputs, false).result;
  if (inputs.generator) result.generator_loss = run_generator(state, networks, inputs).loss;
  return result;
}

}  // namespace gan
