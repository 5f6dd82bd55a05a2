#include "core/train/fused_engine.h"

namespace gan {
namespace {

int64_t blocks_for(int64_t samples) { return round_up_to_block(samples) / kBlock; }

// tensor  may be undefined; then so is the result
torch::Tensor rows_of(const torch::Tensor& tensor, int64_t begin, int64_t count) {
  return tensor.defined() ? tensor.narrow(0, begin, count) : tensor;
}

bool is_piecewise_linear(Activation activation) {
  return activation == Activation::kLeakyRelu || activation == Activation::kRelu;
}

}  // namespace

const char* find_unsupported_setting(const Config& config) {
  if (config.generator.normalization != Normalization::kNone) return "/generator/normalization";
  const bool is_linear = is_piecewise_linear(config.discriminator.activation);
  if (!is_linear && config.penalty.r1 > 0) return "/penalty/r1";
  if (!is_linear && config.penalty.r2 > 0) return "/penalty/r2";
  if (!is_linear && config.penalty.wgan_gp > 0) return "/penalty/wgan_gp";
  return nullptr;
}

FusedEngine::FusedEngine(TrainState& state, const Kernels& kernels, int threads)
    : Engine(state),
      team_(threads),
      generator_(kernels, team_, describe_generator(state.config, state.data_shape()),
                 state.generator_adam),
      discriminator_(kernels, team_, describe_discriminator(state.config, state.data_shape()),
                     state.discriminator_adam),
      augmentation_(kernels, team_, state.image_shape),
      penalty_(state.config.penalty, discriminator_),
      noise_(state) {}

StepResult FusedEngine::step(const StepInputs& inputs) {
  const int64_t sample_blocks = blocks_for(inputs.real.count());

  // Update D.
  noise_.start(0, inputs.progress);
  const bool is_due = is_penalized(state_);
  StepResult result = discriminator_losses(inputs, is_due);
  if (is_due) result.penalty = add_penalties(inputs);
  check_finite(result, state_.position.step);
  discriminator_.store_logit_gradients({0, 2 * sample_blocks}, logit_gradients_.data());
  discriminator_.descend(2 * sample_blocks,
                         discriminator_adam_options(state_.config, inputs.progress));
  if (!inputs.generator) return result;

  // Update G, through the updated D.
  noise_.start(1, inputs.progress);
  result.generator_loss = generator_loss(inputs);
  check_finite(result, state_.position.step);
  const BlockRange generated{0, sample_blocks};
  discriminator_.store_logit_gradients(generated, logit_gradients_.data());
  discriminator_.backward(generated, 0);
  if (augments(*inputs.generator))
    augmentation_.backward(discriminator_, generator_, inputs.real.count(),
                           rows_of(inputs.generator->shifts, 0, inputs.real.count()));
  else
    discriminator_.backward_to(generator_, generated);
  generator_.descend(sample_blocks, generator_adam_options(state_.config, inputs.progress));
  return result;
}

StepResult FusedEngine::validate(const StepInputs& inputs) {
  noise_.start_silent();
  StepResult result = discriminator_losses(inputs, false);
  if (inputs.generator) result.generator_loss = generator_loss(inputs);
  check_finite(result, state_.position.step);
  return result;
}

// D's input holds the real images in its first blocks, then the generated ones.
// is_penalized  whether add_penalties() will follow, which needs more room and a logit for each
// point
StepResult FusedEngine::discriminator_losses(const StepInputs& inputs, bool is_penalized) {
  const int64_t count = inputs.real.count();
  const int64_t half = blocks_for(count);
  const StepDraws& draws = inputs.discriminator;
  resize(half, is_penalized ? penalty_.wgan_blocks(count).end : 2 * half);
  const NoisePass* const noise = noise_.next_pass(2 * count);
  load_real(inputs.real, 0, {rows_of(draws.shifts, 0, count), noise, 0});
  load_generated(draws, half, {rows_of(draws.shifts, count, count), noise, count}, false);
  discriminator_.forward_to_logits({0, 2 * half}, logits_.data());
  const Logits real = logits(0, count);
  const Logits fake = logits(half * kBlock, count);
  const DiscriminatorLoss loss = discriminator_loss(state_.config.loss.objective, real, fake,
                                                    inputs.real_labels.data_ptr<float>(),
                                                    inputs.fake_labels.data_ptr<float>());
  StepResult result;
  result.real_loss = loss.real;
  result.fake_loss = loss.fake;
  result.real_probability = mean_probability(real);
  result.fake_probability = mean_probability(fake);
  return result;
}

// D's input holds the generated images in its first blocks, then the real ones if they are needed.
double FusedEngine::generator_loss(const StepInputs& inputs) {
  const StepDraws& draws = *inputs.generator;
  const int64_t count = draws.latents.size(0);
  const int64_t half = blocks_for(count);
  const Objective objective = state_.config.loss.objective;
  const bool is_relativistic = objective == Objective::kRelativistic;
  const int64_t blocks = is_relativistic ? 2 * half : half;
  resize(half, blocks);
  load_generated(draws, 0, {rows_of(draws.shifts, 0, count), noise_.next_pass(count), 0}, true);
  if (is_relativistic)
    load_real(inputs.real, half, {rows_of(draws.shifts, count, count), noise_.next_pass(count), 0});
  discriminator_.forward_to_logits({0, blocks}, logits_.data());
  return gan::generator_loss(objective, logits(0, count),
                             is_relativistic ? logits_.data() + half * kBlock : nullptr,
                             inputs.target_labels.data_ptr<float>());
}

// returns  the penalties, not multiplied by every_steps
double FusedEngine::add_penalties(const StepInputs& inputs) {
  const int64_t count = inputs.real.count();
  double penalty = penalty_.add_r1_and_r2(count);
  if (state_.config.penalty.wgan_gp > 0) {
    load_between(inputs, penalty_.wgan_blocks(count));
    penalty += penalty_.add_wgan_gp(count);
  }
  return penalty;
}

// Makes room for these numbers of blocks, and zeroes the gradients of the logits.
void FusedEngine::resize(int64_t generated, int64_t discriminated) {
  const int64_t samples = discriminated * kBlock;
  generator_.resize(generated * kBlock);
  discriminator_.resize(samples);
  logits_.resize(static_cast<size_t>(samples));
  logit_gradients_.assign(static_cast<size_t>(samples), 0.0F);
}

// Whether images change on their way into D, or are needed again as they were.
bool FusedEngine::augments(const StepDraws& draws) const {
  const Config& config = state_.config;
  return draws.shifts.defined() || config.discriminator.instance_noise > 0 ||
         config.penalty.wgan_gp > 0;
}

// Loads real images into D's input, from block `begin` on.
void FusedEngine::load_real(const Batch& real, int64_t begin, const Augmentation& augmentation) {
  const torch::Tensor rows = real.images.flatten(1);
  discriminator_.set_classes(real.classes, begin);
  discriminator_.set_noise({begin, begin + blocks_for(real.count())}, augmentation.noise,
                           augmentation.sample);
  if (augmentation.shifts.defined() || state_.config.discriminator.instance_noise > 0)
    augmentation_.load(discriminator_, begin, rows, augmentation);
  else
    discriminator_.load(rows, begin);
}

// Generates images, and loads them likewise.
// keep  whether G's gradients will be needed
void FusedEngine::load_generated(const StepDraws& draws, int64_t begin,
                                 const Augmentation& augmentation, bool keep) {
  const int64_t count = draws.latents.size(0);
  generator_.load(draws.latents, 0);
  generator_.set_classes(draws.classes, 0);
  discriminator_.set_classes(draws.classes, begin);
  discriminator_.set_noise({begin, begin + blocks_for(count)}, augmentation.noise,
                           augmentation.sample);
  if (!augments(draws)) return generator_.forward(discriminator_.input(), begin, keep);
  generator_.forward(augmentation_.make_room(blocks_for(count) * kBlock), 0, keep);
  augmentation_.load_generated(discriminator_, begin, count, augmentation);
}

// Loads points between real and generated images for WGAN-GP, and passes them through D.
void FusedEngine::load_between(const StepInputs& inputs, BlockRange blocks) {
  const int64_t count = inputs.real.count();
  const torch::Tensor& shifts = inputs.discriminator.shifts;
  const std::vector<float> u = noise_.draw_uniform(count);
  const NoisePass* const noise = noise_.next_pass(count);
  discriminator_.set_noise(blocks, noise, 0);
  discriminator_.set_classes(inputs.real.classes, blocks.begin);
  augmentation_.load_between(discriminator_, blocks.begin, inputs.real.images.flatten(1),
                             rows_of(shifts, 0, count), rows_of(shifts, count, count), u,
                             {{}, noise, 0});
  discriminator_.forward_to_logits(blocks, logits_.data());
}

Logits FusedEngine::logits(int64_t begin, int64_t count) {
  return {logits_.data() + begin, logit_gradients_.data() + begin, count};
}

}  // namespace gan
