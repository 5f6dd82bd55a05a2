#include "core/train/fused_engine.h"

#include <algorithm>

#include "core/train/schedule.h"

namespace gan {
namespace {

Activation activation_named(const std::string& name) {
  if (name == "elu") return Activation::kElu;
  if (name == "silu") return Activation::kSilu;
  if (name == "tanh") return Activation::kTanh;
  return Activation::kLeakyRelu;
}

// Of a tensor that may be undefined.
torch::Tensor rows_of(const torch::Tensor& tensor, int64_t begin, int64_t count) {
  return tensor.defined() ? tensor.narrow(0, begin, count) : tensor;
}

bool is_piecewise_linear(const std::string& activation) {
  return activation == "leaky_relu" || activation == "relu";
}

}  // namespace

const char* find_unfusable(const Config& config) {
  if (config.generator.normalization != "none") return "/generator/normalization";
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
      objective_(objective_named(state.config.loss.objective)),
      kernels_(kernels),
      team_(threads),
      generator_(make_network(kernels, state.generator_adam, state.config.generator.activation,
                              state.config.generator.negative_slope, Activation::kTanh)),
      discriminator_(make_network(kernels, state.discriminator_adam,
                                  state.config.discriminator.activation,
                                  state.config.discriminator.negative_slope, Activation::kNone)),
      generated_(kernels.precision, generator_.layers.back().outputs()) {}

FusedEngine::Network FusedEngine::make_network(const Kernels& kernels, const Adam& adam,
                                               const std::string& activation, double negative_slope,
                                               Activation last) {
  Network network;
  const size_t count = adam.parameters().size() / 2;
  for (size_t i = 0; i < count; ++i) {
    const bool is_last = i + 1 == count;
    network.layers.emplace_back(kernels, adam, i, is_last ? last : activation_named(activation),
                                activation == "relu" ? 0 : negative_slope);
    const bool with_slopes = i > 0 && network.layers[i - 1].activation() == Activation::kSilu;
    network.inputs.emplace_back(kernels.precision, network.layers[i].inputs(), with_slopes);
    network.gradients.emplace_back(kernels.precision, network.layers[i].outputs());
  }
  return network;
}

StepResult FusedEngine::step(const StepInputs& inputs) {
  const double rate_factor = learning_rate_factor(state_.config.optimizer, inputs.progress);
  const int64_t count = inputs.real_images.size(0);
  const int64_t sample_blocks = round_up_to_block(count) / kBlock;
  const BlockRange penalized = is_penalized(state_) ? penalized_blocks(count) : BlockRange{0, 0};
  StepResult result = discriminator_losses(inputs, penalized);
  if (penalized.count() > 0) result.penalty = add_penalty(penalized, count);
  backward(chain_of(discriminator_, true), 2 * sample_blocks,
           state_.discriminator_adam.advance(rate_factor));
  if (!inputs.generator_latents.defined()) return result;
  result.generator_loss = generator_loss(inputs);
  std::vector<Link> chain = chain_of(generator_, true);
  const std::vector<Link> through = chain_of(discriminator_, false);
  chain.insert(chain.end(), through.begin(), through.end());
  backward(chain, sample_blocks, state_.generator_adam.advance(rate_factor),
           rows_of(inputs.generator_shifts, 0, count));
  return result;
}

StepResult FusedEngine::validate(const StepInputs& inputs) {
  StepResult result = discriminator_losses(inputs, {0, 0});
  if (inputs.generator_latents.defined()) result.generator_loss = generator_loss(inputs);
  return result;
}

// D sees the real images in its first blocks, then the generated ones.
// penalized  blocks that will be penalised
StepResult FusedEngine::discriminator_losses(const StepInputs& inputs, BlockRange penalized) {
  const int64_t count = inputs.real_images.size(0);
  const int64_t fakes_begin = round_up_to_block(count);
  resize(fakes_begin, 2 * fakes_begin, penalized.count() * kBlock);
  load_real(inputs.real_images, 0, rows_of(inputs.discriminator_shifts, 0, count));
  load_generated(inputs.discriminator_latents, fakes_begin / kBlock,
                 rows_of(inputs.discriminator_shifts, count, count), false);
  discriminate(2 * fakes_begin / kBlock);
  const Logits real = logits(0, count);
  const Logits fake = logits(fakes_begin, count);
  const torch::Tensor real_labels = state_.labels.real(count);  // in this order, where redrawn
  const torch::Tensor fake_labels = state_.labels.fake(count);
  const DiscriminatorLoss loss = discriminator_loss(
      objective_, real, fake, real_labels.data_ptr<float>(), fake_labels.data_ptr<float>());
  check_finite("loss.discriminator.true", loss.real, state_);
  check_finite("loss.discriminator.false", loss.fake, state_);
  StepResult result;
  result.real_loss = loss.real;
  result.fake_loss = loss.fake;
  result.real_probability = mean_probability(real);
  result.fake_probability = mean_probability(fake);
  return result;
}

// D sees the generated images in its first blocks, then the real ones if they matter.
double FusedEngine::generator_loss(const StepInputs& inputs) {
  const int64_t count = inputs.generator_latents.size(0);
  const int64_t fakes_end = round_up_to_block(count);
  const bool is_relativistic = objective_ == Objective::kRelativistic;
  const int64_t samples = is_relativistic ? 2 * fakes_end : fakes_end;
  resize(fakes_end, samples, 0);
  load_generated(inputs.generator_latents, 0, rows_of(inputs.generator_shifts, 0, count), true);
  if (is_relativistic)
    load_real(inputs.real_images, fakes_end / kBlock,
              rows_of(inputs.generator_shifts, count, count));
  discriminate(samples / kBlock);
  const double loss = gan::generator_loss(objective_, logits(0, count),
                                          is_relativistic ? logits_.data() + fakes_end : nullptr,
                                          state_.labels.target(count).data_ptr<float>());
  check_finite("loss.generator", loss, state_);
  return loss;
}

std::vector<FusedEngine::Link> FusedEngine::chain_of(Network& network, bool is_updated) {
  std::vector<Link> chain;
  for (size_t i = 0; i < network.layers.size(); ++i) chain.push_back({&network, i, is_updated});
  return chain;
}

// For so many samples, multiples of 32; no logit has a gradient yet.
void FusedEngine::resize(int64_t generated, int64_t discriminated, int64_t penalized) {
  const int64_t samples = discriminated + penalized;
  for (Features& features : generator_.inputs) features.resize(generated);
  for (Gradients& gradients : generator_.gradients) gradients.resize(generated);
  for (Features& features : discriminator_.inputs) features.resize(samples);
  for (Gradients& gradients : discriminator_.gradients) gradients.resize(samples);
  logits_.resize(static_cast<size_t>(discriminated));
  logit_gradients_.assign(static_cast<size_t>(samples), 0.0F);
}

// The logits of D's first blocks.
void FusedEngine::discriminate(int64_t sample_blocks) {
  for (size_t i = 0; i < discriminator_.layers.size(); ++i) {
    const FusedLayer& layer = discriminator_.layers[i];
    const Features& x = discriminator_.inputs[i];
    team_.for_each(layer.forward_tasks(sample_blocks), [&](int64_t task) {
      if (i + 1 == discriminator_.layers.size())
        layer.forward_logits(task, x, logits_.data());
      else
        layer.forward(task, x, discriminator_.inputs[i + 1], 0, true);
    });
  }
}

Logits FusedEngine::logits(int64_t begin, int64_t count) {
  return {logits_.data() + begin, logit_gradients_.data() + begin, count};
}

void FusedEngine::store_logit_gradients(BlockRange blocks) {
  Gradients& top = discriminator_.gradients.back();
  for (int64_t begin = blocks.begin * kBlock; begin < blocks.end * kBlock; begin += kBlock) {
    alignas(64) float block[kBlockElements];
    kernels_.load_block(logit_gradients_.data() + begin, 1, kBlock, 1, block);
    kernels_.store_rows(block, top.at(begin, 0), top.stride());
    kernels_.store_rows_transposed(block, top.transposed_at(0, begin), top.transposed_stride());
  }
}

// From the logits' gradients down the chain, for the first samples. A layer's weights change only
// after its input's gradient was taken, so the update goes with the next layer's tasks.
// shifts  of the images that D saw of G; undefined where it saw them in their places
void FusedEngine::backward(const std::vector<Link>& chain, int64_t sample_blocks,
                           const AdamScalars& scalars, const torch::Tensor& shifts) {
  const BlockRange blocks{0, sample_blocks};
  const int64_t bias_samples = sample_blocks * kBlock;
  store_logit_gradients(blocks);
  const auto layer = [&](size_t i) -> FusedLayer& {
    return chain[i].network->layers[chain[i].index];
  };
  const auto x = [&](size_t i) -> Features& { return chain[i].network->inputs[chain[i].index]; };
  const auto dy = [&](size_t i) -> Gradients& {
    return chain[i].network->gradients[chain[i].index];
  };
  for (size_t i = chain.size(); i-- > 0;) {
    if (shifts.defined() && i > 0 && chain[i].network != chain[i - 1].network) {
      backward_to_generated(blocks, shifts);
      continue;
    }
    // The smaller tasks, the updates, last: no thread waits long for another.
    const bool is_updated = i + 1 < chain.size() && chain[i + 1].is_updated;
    const int64_t first = i > 0 ? layer(i).backward_tasks() : layer(i).update_tasks();
    const int64_t updates = is_updated ? layer(i + 1).update_tasks() : 0;
    team_.for_each(first + updates, [&](int64_t task) {
      if (task >= first)
        layer(i + 1).update(task - first, dy(i + 1), x(i + 1), bias_samples, scalars);
      else if (i > 0)
        layer(i).backward(task, dy(i), blocks, x(i), 0, layer(i - 1), dy(i - 1));
      else
        layer(i).update(task, dy(i), x(i), bias_samples, scalars);
    });
  }
}

}  // namespace gan
