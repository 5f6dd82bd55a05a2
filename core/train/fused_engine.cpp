#include "core/train/fused_engine.h"

#include <algorithm>
#include <cmath>

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
    : state_(state),
      kernels_(kernels),
      team_(threads),
      generator_(kernels, team_, describe_generator(state.config, state.data_shape()),
                 state.generator_adam),
      discriminator_(kernels, team_, describe_discriminator(state.config, state.data_shape()),
                     state.discriminator_adam),
      augmentation_(kernels, team_, state.image_shape),
      penalty_(discriminator_),
      noise_(state) {}

StepResult FusedEngine::step(const StepInputs& inputs) {
  const int64_t sample_blocks = blocks_for(inputs.real.count());

  // Update D.
  noise_.start(0, inputs.progress);
  const bool is_due = is_penalized(state_);
  StepResult result = discriminator_losses(inputs, is_due);
  if (is_due) result.penalty = add_penalties(inputs);
  store_logit_gradients({0, 2 * sample_blocks});
  discriminator_.descend(2 * sample_blocks,
                         discriminator_adam_options(state_.config, inputs.progress));
  if (!inputs.generator) return result;

  // Update G, through the updated D.
  noise_.start(1, inputs.progress);
  result.generator_loss = generator_loss(inputs);
  const BlockRange generated{0, sample_blocks};
  store_logit_gradients(generated);
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
  return result;
}

// D's input holds the real images in its first blocks, then the generated ones.
// is_penalized  whether add_penalties() will follow, which needs more room
StepResult FusedEngine::discriminator_losses(const StepInputs& inputs, bool is_penalized) {
  const int64_t count = inputs.real.count();
  const int64_t half = blocks_for(count);
  const StepDraws& draws = inputs.discriminator;
  resize(half, 2 * half, is_penalized ? r_blocks(half).count() + wgan_blocks(half).count() : 0);
  const NoisePass* const noise = noise_.next_pass(2 * count);
  load_real(inputs.real, 0, {rows_of(draws.shifts, 0, count), noise, 0});
  load_generated(draws, half, {rows_of(draws.shifts, count, count), noise, count}, false);
  discriminator_.forward_to_logits({0, 2 * half}, logits_.data());
  const Logits real = logits(0, count);
  const Logits fake = logits(half * kBlock, count);
  const DiscriminatorLoss loss = discriminator_loss(state_.config.loss.objective, real, fake,
                                                    inputs.real_labels.data_ptr<float>(),
                                                    inputs.fake_labels.data_ptr<float>());
  check_finite("loss.discriminator.true", loss.real, state_);
  check_finite("loss.discriminator.false", loss.fake, state_);
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
  resize(half, blocks, 0);
  load_generated(draws, 0, {rows_of(draws.shifts, 0, count), noise_.next_pass(count), 0}, true);
  if (is_relativistic)
    load_real(inputs.real, half, {rows_of(draws.shifts, count, count), noise_.next_pass(count), 0});
  discriminator_.forward_to_logits({0, blocks}, logits_.data());
  const double loss = gan::generator_loss(
      objective, logits(0, count), is_relativistic ? logits_.data() + half * kBlock : nullptr,
      inputs.target_labels.data_ptr<float>());
  check_finite("loss.generator", loss, state_);
  return loss;
}

// The blocks of D's input that R1 and R2 penalise, if they do. It holds real images, then as many
// generated ones; what the penalties add comes after them.
// half  blocks of the real images
BlockRange FusedEngine::r_blocks(int64_t half) const {
  const Config::Penalty& options = state_.config.penalty;
  if (options.r1 == 0 && options.r2 == 0) return {0, 0};
  return {options.r1 > 0 ? 0 : half, options.r2 > 0 ? 2 * half : half};
}

// Those of WGAN-GP, after those added by R1 and R2.
BlockRange FusedEngine::wgan_blocks(int64_t half) const {
  const int64_t begin = 2 * half + r_blocks(half).count();
  return {begin, state_.config.penalty.wgan_gp > 0 ? begin + half : begin};
}

// returns  the penalties, not multiplied by every_steps
double FusedEngine::add_penalties(const StepInputs& inputs) {
  const int64_t half = blocks_for(inputs.real.count());
  double penalty = 0;
  if (r_blocks(half).count() > 0) penalty += add_r1_and_r2(inputs.real.count());
  if (wgan_blocks(half).count() > 0) penalty += add_wgan_gp(inputs);
  check_finite("loss.penalty", penalty, state_);
  return penalty;
}

// gamma / 2 times the mean of q over the images.
double FusedEngine::add_r1_and_r2(int64_t count) {
  const Config::Penalty& options = state_.config.penalty;
  const int64_t half = blocks_for(count);
  const BlockRange of = r_blocks(half);
  const BlockRange to{2 * half, 2 * half + of.count()};
  mark_images(to, count);
  return push_penalty(of, to, count, [&](int64_t sample, double q) {
    const double gamma = of.begin + sample / kBlock < half ? options.r1 : options.r2;
    return FusedPenalty::Term{gamma / 2 * q, gamma / 2};
  });
}

// lambda times the mean of (|g| - 1)^2 at points between real and generated images, for which D's
// forward pass is done here. |g| as in one_centred_penalty().
double FusedEngine::add_wgan_gp(const StepInputs& inputs) {
  constexpr double kTiny = 1e-12;
  const double lambda = state_.config.penalty.wgan_gp;
  const int64_t count = inputs.real.count();
  const BlockRange between = wgan_blocks(blocks_for(count));
  const torch::Tensor& shifts = inputs.discriminator.shifts;
  const std::vector<float> u = noise_.draw_uniform(count);
  const NoisePass* const noise = noise_.next_pass(count);
  discriminator_.set_noise(between, noise, 0);
  discriminator_.set_classes(inputs.real.classes, between.begin);
  augmentation_.load_between(discriminator_, between.begin, inputs.real.images.flatten(1),
                             rows_of(shifts, 0, count), rows_of(shifts, count, count), u,
                             {{}, noise, 0});
  discriminator_.forward_to_logits(between, logits_.data());
  mark_images(between, count);
  return push_penalty(between, between, count, [&](int64_t sample, double q) {
    if (sample >= count) return FusedPenalty::Term{0, 0};
    const double norm = std::sqrt(q + kTiny);
    return FusedPenalty::Term{lambda * (norm - 1) * (norm - 1), lambda * (norm - 1) / norm};
  });
}

// The mean of a penalty over `count` images, whose gradient counts every_steps times.
double FusedEngine::push_penalty(BlockRange of, BlockRange to, int64_t count,
                                 const FusedPenalty::TermOf& term_of) {
  const auto images = static_cast<double>(count);
  const auto every_steps = static_cast<double>(state_.config.penalty.every_steps);
  return penalty_.push(of, to, [&](int64_t sample, double q) {
    const FusedPenalty::Term term = term_of(sample, q);
    return FusedPenalty::Term{term.value / images, term.derivative * every_steps / images};
  });
}

// Sets the gradients of the logits in `blocks` to 1, of padding to 0.
// count  of the images in each group of blocks_for(count) blocks
void FusedEngine::mark_images(BlockRange blocks, int64_t count) {
  const int64_t half = blocks_for(count);
  for (int64_t block = blocks.begin; block < blocks.end; ++block) {
    const int64_t images = std::min(kBlock, count - (block - blocks.begin) % half * kBlock);
    std::fill_n(logit_gradients_.data() + block * kBlock, images, 1.0F);
  }
  store_logit_gradients(blocks);
}

// Makes room for these numbers of blocks, and zeroes the gradients of the logits.
void FusedEngine::resize(int64_t generated, int64_t discriminated, int64_t penalized) {
  const int64_t samples = (discriminated + penalized) * kBlock;
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

Logits FusedEngine::logits(int64_t begin, int64_t count) {
  return {logits_.data() + begin, logit_gradients_.data() + begin, count};
}

void FusedEngine::store_logit_gradients(BlockRange blocks) {
  Gradients& top = discriminator_.output_gradients();
  for (int64_t begin = blocks.begin * kBlock; begin < blocks.end * kBlock; begin += kBlock) {
    alignas(64) float block[kBlockElements];
    kernels_.load_block(logit_gradients_.data() + begin, 1, kBlock, 1, block);
    kernels_.store_rows(block, top.at(begin, 0), top.stride());
    kernels_.store_rows_transposed(block, top.transposed_at(0, begin), top.transposed_stride());
  }
}

}  // namespace gan
