#include "core/train/fused_engine.h"

#include <algorithm>

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
  if (config.discriminator.dropout > 0) return "/discriminator/dropout";
  if (config.discriminator.instance_noise > 0) return "/discriminator/instance_noise";
  if (config.penalty.wgan_gp > 0) return "/penalty/wgan_gp";
  const bool is_linear = is_piecewise_linear(config.discriminator.activation);
  if (!is_linear && config.penalty.r1 > 0) return "/penalty/r1";
  if (!is_linear && config.penalty.r2 > 0) return "/penalty/r2";
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
      shift_(kernels, team_, state.image_shape) {}

StepResult FusedEngine::step(const StepInputs& inputs) {
  const int64_t count = inputs.real.count();
  const int64_t sample_blocks = blocks_for(count);

  // Update D.
  const BlockRange penalized = is_penalized(state_) ? penalized_blocks(count) : BlockRange{0, 0};
  StepResult result = discriminator_losses(inputs, penalized);
  if (penalized.count() > 0) result.penalty = add_penalty(penalized, count);
  store_logit_gradients({0, 2 * sample_blocks});
  discriminator_.descend(2 * sample_blocks,
                         discriminator_adam_options(state_.config, inputs.progress));
  if (!inputs.generator) return result;

  // Update G, through the updated D.
  result.generator_loss = generator_loss(inputs);
  const BlockRange generated{0, sample_blocks};
  store_logit_gradients(generated);
  discriminator_.backward(generated, 0);
  if (inputs.generator->shifts.defined())
    shift_.backward(discriminator_, generator_, generated,
                    rows_of(inputs.generator->shifts, 0, count));
  else
    discriminator_.backward_to(generator_, generated);
  generator_.descend(sample_blocks, generator_adam_options(state_.config, inputs.progress));
  return result;
}

StepResult FusedEngine::validate(const StepInputs& inputs) {
  StepResult result = discriminator_losses(inputs, {0, 0});
  if (inputs.generator) result.generator_loss = generator_loss(inputs);
  return result;
}

// D's input holds the real images in its first blocks, then the generated ones.
// penalized  the blocks that will be penalised
StepResult FusedEngine::discriminator_losses(const StepInputs& inputs, BlockRange penalized) {
  const int64_t count = inputs.real.count();
  const int64_t fakes_begin = round_up_to_block(count);
  const StepDraws& draws = inputs.discriminator;
  resize(fakes_begin, 2 * fakes_begin, penalized.count() * kBlock);
  load_real(inputs.real, 0, rows_of(draws.shifts, 0, count));
  load_generated(draws, fakes_begin / kBlock, rows_of(draws.shifts, count, count), false);
  discriminator_.forward_to_logits(2 * fakes_begin / kBlock, logits_.data());
  const Logits real = logits(0, count);
  const Logits fake = logits(fakes_begin, count);
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
  const int64_t fakes_end = round_up_to_block(count);
  const Objective objective = state_.config.loss.objective;
  const bool is_relativistic = objective == Objective::kRelativistic;
  const int64_t samples = is_relativistic ? 2 * fakes_end : fakes_end;
  resize(fakes_end, samples, 0);
  load_generated(draws, 0, rows_of(draws.shifts, 0, count), true);
  if (is_relativistic)
    load_real(inputs.real, fakes_end / kBlock, rows_of(draws.shifts, count, count));
  discriminator_.forward_to_logits(samples / kBlock, logits_.data());
  const double loss = gan::generator_loss(objective, logits(0, count),
                                          is_relativistic ? logits_.data() + fakes_end : nullptr,
                                          inputs.target_labels.data_ptr<float>());
  check_finite("loss.generator", loss, state_);
  return loss;
}

// The blocks to penalise of D's input, which holds real images, then as many generated ones.
// count  of the real images
BlockRange FusedEngine::penalized_blocks(int64_t count) const {
  const Config::Penalty& options = state_.config.penalty;
  const int64_t half = blocks_for(count);
  return {options.r1 > 0 ? 0 : half, options.r2 > 0 ? 2 * half : half};
}

// Appends the penalised images a second time, as samples of each dW.
// returns  the penalty, not multiplied by every_steps
double FusedEngine::add_penalty(BlockRange penalized, int64_t count) {
  const Config::Penalty& options = state_.config.penalty;
  const auto every_steps = static_cast<double>(options.every_steps);
  const int64_t half = blocks_for(count);
  const BlockRange extra{2 * half, 2 * half + penalized.count()};
  std::vector<float> scales;  // c of each block
  for (int64_t i = 0; i < penalized.count(); ++i) {
    const int64_t block = penalized.begin + i;
    const double gamma = block < half ? options.r1 : options.r2;
    scales.push_back(static_cast<float>(gamma * every_steps / static_cast<double>(count)));
    const int64_t images = std::min(kBlock, count - block % half * kBlock);
    std::fill_n(logit_gradients_.data() + (extra.begin + i) * kBlock, images, 1.0F);
  }
  store_logit_gradients(extra);
  const double penalty =
      discriminator_.push_input_gradient(penalized, extra, scales) / (2 * every_steps);
  check_finite("loss.penalty", penalty, state_);
  return penalty;
}

// Makes room for these numbers of samples, multiples of 32, and zeroes the gradients of the logits.
void FusedEngine::resize(int64_t generated, int64_t discriminated, int64_t penalized) {
  generator_.resize(generated);
  discriminator_.resize(discriminated + penalized);
  logits_.resize(static_cast<size_t>(discriminated));
  logit_gradients_.assign(static_cast<size_t>(discriminated + penalized), 0.0F);
}

// Loads real images into D's input, from block `begin` on.
// shifts  one for each image, or undefined
void FusedEngine::load_real(const Batch& real, int64_t begin, const torch::Tensor& shifts) {
  const torch::Tensor rows = real.images.flatten(1);
  discriminator_.set_classes(real.classes, begin);
  if (shifts.defined())
    shift_.load(discriminator_, begin, rows, shifts);
  else
    discriminator_.load(rows, begin);
}

// Generates images, and loads them likewise.
// keep  whether G's gradients will be needed
void FusedEngine::load_generated(const StepDraws& draws, int64_t begin, const torch::Tensor& shifts,
                                 bool keep) {
  generator_.load(draws.latents, 0);
  generator_.set_classes(draws.classes, 0);
  discriminator_.set_classes(draws.classes, begin);
  if (!shifts.defined()) return generator_.forward(discriminator_.input(), begin, keep);
  generator_.forward(shift_.make_room(round_up_to_block(draws.latents.size(0))), 0, keep);
  shift_.load_generated(discriminator_, begin, shifts);
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
