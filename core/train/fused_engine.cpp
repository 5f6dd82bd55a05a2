#include "core/train/fused_engine.h"

#include <algorithm>
#include <cmath>

namespace gan {
namespace {

Activation activation_named(const std::string& name) {
  if (name == "elu") return Activation::kElu;
  if (name == "silu") return Activation::kSilu;
  if (name == "tanh") return Activation::kTanh;
  return Activation::kLeakyRelu;
}

}  // namespace

FusedEngine::FusedEngine(TrainState& state, const Kernels& kernels, int threads)
    : state_(state),
      kernels_(kernels),
      team_(threads),
      generator_(make_network(kernels, state.generator_adam, state.config.generator.activation,
                              state.config.generator.negative_slope, Activation::kTanh)),
      discriminator_(make_network(kernels, state.discriminator_adam,
                                  state.config.discriminator.activation,
                                  state.config.discriminator.negative_slope, Activation::kNone)) {}

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

StepResult FusedEngine::step(const torch::Tensor& real_images, const StepLatents& latents) {
  StepResult result = discriminator_losses(real_images, latents.discriminator);
  backward(chain_of(discriminator_, true), state_.discriminator_adam.advance());
  if (!latents.generator.defined()) return result;
  result.generator_loss = generator_loss(latents.generator);
  std::vector<Link> chain = chain_of(generator_, true);
  const std::vector<Link> through = chain_of(discriminator_, false);
  chain.insert(chain.end(), through.begin(), through.end());
  backward(chain, state_.generator_adam.advance());
  return result;
}

StepResult FusedEngine::validate(const torch::Tensor& real_images, const StepLatents& latents) {
  StepResult result = discriminator_losses(real_images, latents.discriminator);
  if (latents.generator.defined()) result.generator_loss = generator_loss(latents.generator);
  return result;
}

// D sees the real images in its first blocks, then the generated ones.
StepResult FusedEngine::discriminator_losses(const torch::Tensor& real_images,
                                             const torch::Tensor& latents) {
  const int64_t count = real_images.size(0);
  const int64_t fakes_begin = round_up_to_block(count);
  resize(fakes_begin, 2 * fakes_begin);
  load(real_images.flatten(1), discriminator_.inputs[0]);
  generate(latents, fakes_begin / kBlock, false);
  discriminate();
  StepResult result;
  result.real_loss = set_logit_gradients(0, state_.labels.real(count), &result.real_probability);
  result.fake_loss =
      set_logit_gradients(fakes_begin, state_.labels.fake(count), &result.fake_probability);
  check_finite("loss.discriminator.true", result.real_loss, state_);
  check_finite("loss.discriminator.false", result.fake_loss, state_);
  return result;
}

double FusedEngine::generator_loss(const torch::Tensor& latents) {
  const int64_t count = latents.size(0);
  resize(round_up_to_block(count), round_up_to_block(count));
  generate(latents, 0, true);
  discriminate();
  const double loss = set_logit_gradients(0, state_.labels.target(count), nullptr);
  check_finite("loss.generator", loss, state_);
  return loss;
}

std::vector<FusedEngine::Link> FusedEngine::chain_of(Network& network, bool is_updated) {
  std::vector<Link> chain;
  for (size_t i = 0; i < network.layers.size(); ++i) chain.push_back({&network, i, is_updated});
  return chain;
}

// For so many samples, multiples of 32; no logit has a gradient yet.
void FusedEngine::resize(int64_t generated, int64_t discriminated) {
  for (Features& features : generator_.inputs) features.resize(generated);
  for (Gradients& gradients : generator_.gradients) gradients.resize(generated);
  for (Features& features : discriminator_.inputs) features.resize(discriminated);
  for (Gradients& gradients : discriminator_.gradients) gradients.resize(discriminated);
  logits_.resize(static_cast<size_t>(discriminated));
  logit_gradients_.assign(static_cast<size_t>(discriminated), 0.0F);
}

// rows  float32 [N, width]: the first samples of `features`
void FusedEngine::load(const torch::Tensor& rows, Features& features) {
  const int64_t count = rows.size(0);
  const int64_t width = rows.size(1);
  const float* const values = rows.data_ptr<float>();
  const int64_t sample_blocks = round_up_to_block(count) / kBlock;
  team_.for_each(sample_blocks, [&](int64_t sample_block) {
    alignas(64) float block[kBlockElements];
    const int64_t sample = sample_block * kBlock;
    for (int64_t i = 0; i < features.feature_blocks(); ++i) {
      const int64_t feature = i * kBlock;
      kernels_.load_block(values + sample * width + feature, width,
                          std::min(kBlock, count - sample), std::min(kBlock, width - feature),
                          block);
      kernels_.store_panel_transposed(block, features.sample_block_at(sample_block, i));
      kernels_.store_panel(block, features.feature_block_at(i, sample_block));
    }
  });
}

// Images G(z) into D's input, from block images_begin on.
// keep  whether G's gradients will be wanted
void FusedEngine::generate(const torch::Tensor& latents, int64_t images_begin, bool keep) {
  load(latents, generator_.inputs[0]);
  for (size_t i = 0; i < generator_.layers.size(); ++i) {
    const bool is_last = i + 1 == generator_.layers.size();
    const Features& x = generator_.inputs[i];
    Features& y = is_last ? discriminator_.inputs[0] : generator_.inputs[i + 1];
    team_.for_each(generator_.layers[i].forward_tasks(x), [&](int64_t task) {
      generator_.layers[i].forward(task, x, y, is_last ? images_begin : 0, keep || is_last);
    });
  }
}

void FusedEngine::discriminate() {
  for (size_t i = 0; i < discriminator_.layers.size(); ++i) {
    const FusedLayer& layer = discriminator_.layers[i];
    const Features& x = discriminator_.inputs[i];
    team_.for_each(layer.forward_tasks(x), [&](int64_t task) {
      if (i + 1 == discriminator_.layers.size())
        layer.forward_logits(task, x, logits_.data());
      else
        layer.forward(task, x, discriminator_.inputs[i + 1], 0, true);
    });
  }
}

// With l the logits from sample `begin` on, y the labels: the loss, mean BCE(l, y), and its
// gradient by each l, (sigmoid(l) - y) / N.
// probability  mean sigmoid(l), where wanted
double FusedEngine::set_logit_gradients(int64_t begin, const torch::Tensor& labels,
                                        double* probability) {
  const int64_t count = labels.size(0);
  const float* const label = labels.data_ptr<float>();
  double loss = 0;
  double sigmoids = 0;
  for (int64_t i = 0; i < count; ++i) {
    const auto at = static_cast<size_t>(begin + i);
    const double logit = logits_[at];
    const double small = std::exp(-std::abs(logit));
    const double sigmoid = (logit > 0 ? 1 : small) / (1 + small);
    loss += std::max(logit, 0.0) - logit * label[i] + std::log1p(small);
    sigmoids += sigmoid;
    logit_gradients_[at] = static_cast<float>((sigmoid - label[i]) / static_cast<double>(count));
  }
  if (probability) *probability = sigmoids / static_cast<double>(count);
  return loss / static_cast<double>(count);
}

// From the logits' gradients down the chain. A layer's weights change only after its input's
// gradient was taken, so the update goes with the next layer's tasks.
void FusedEngine::backward(const std::vector<Link>& chain, const AdamScalars& scalars) {
  Gradients& top = discriminator_.gradients.back();
  for (int64_t block_begin = 0; block_begin < static_cast<int64_t>(logits_.size());
       block_begin += kBlock) {
    alignas(64) float block[kBlockElements];
    kernels_.load_block(logit_gradients_.data() + block_begin, 1, kBlock, 1, block);
    kernels_.store_rows(block, top.at(block_begin, 0), top.stride());
    kernels_.store_rows_transposed(block, top.transposed_at(0, block_begin),
                                   top.transposed_stride());
  }
  const auto layer = [&](size_t i) -> FusedLayer& {
    return chain[i].network->layers[chain[i].index];
  };
  const auto x = [&](size_t i) -> Features& { return chain[i].network->inputs[chain[i].index]; };
  const auto dy = [&](size_t i) -> Gradients& {
    return chain[i].network->gradients[chain[i].index];
  };
  for (size_t i = chain.size(); i-- > 0;) {
    // The smaller tasks, the updates, last: no thread waits long for another.
    const bool is_updated = i + 1 < chain.size() && chain[i + 1].is_updated;
    const int64_t first = i > 0 ? layer(i).backward_tasks() : layer(i).update_tasks();
    const int64_t updates = is_updated ? layer(i + 1).update_tasks() : 0;
    team_.for_each(first + updates, [&](int64_t task) {
      if (task >= first)
        layer(i + 1).update(task - first, dy(i + 1), x(i + 1), scalars);
      else if (i > 0)
        layer(i).backward(task, dy(i), x(i), layer(i - 1), dy(i - 1));
      else
        layer(i).update(task, dy(i), x(i), scalars);
    });
  }
}

}  // namespace gan
