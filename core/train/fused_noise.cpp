#include "core/train/fused_noise.h"

#include "core/train/schedule.h"
#include "core/train/step.h"

namespace gan {
namespace {

int64_t even(int64_t count) { return (count + 1) / 2 * 2; }  // normal numbers come in pairs

// The numbers from a position of the sequence on.
Random noise_from(uint64_t seed, uint64_t index, int64_t position) {
  return {seed, Stream::kDiscriminatorNoise, index, static_cast<uint64_t>(position)};
}

}  // namespace

NoisePass::NoisePass(uint64_t seed, uint64_t index, int64_t position, int64_t samples,
                     double noise_std, const NetworkDescription& discriminator)
    : seed_(seed), index_(index), noise_std_(static_cast<float>(noise_std)), end_(position) {
  const auto take = [&](int64_t width, double dropout, bool is_drawn) {
    const Masks masks{end_, width, dropout};
    if (is_drawn) end_ += samples * width;
    return masks;
  };
  images_ = take(discriminator.layers.front().inputs, 0, noise_std > 0);
  end_ = position + even(end_ - position);
  for (const LayerDescription& layer : discriminator.layers)
    masks_.push_back(take(layer.outputs, layer.dropout, layer.dropout > 0));
}

void NoisePass::add_noise(int64_t sample, float* image) const {
  if (noise_std_ == 0) return;
  constexpr int64_t kPart = 64;
  const int64_t begin = sample * images_.width;
  const int64_t end = begin + images_.width;
  float noise[kPart];
  for (int64_t at = begin / 2 * 2; at < end; at += kPart) {
    noise_from(seed_, index_, images_.position + at).fill_normal(noise, kPart);
    for (int64_t i = std::max(at, begin); i < std::min(at + kPart, end); ++i)
      image[i - begin] += noise[i - at] * noise_std_;
  }
}

void NoisePass::fill_mask(size_t layer, int64_t sample, int64_t first, int64_t count,
                          float* mask) const {
  const Masks& masks = masks_[layer];
  noise_from(seed_, index_, masks.position + sample * masks.width + first)
      .fill_uniform(mask, count, 0, 1);
  const auto dropout = static_cast<float>(masks.dropout);
  const float kept = 1 / static_cast<float>(1 - masks.dropout);
  for (int64_t i = 0; i < count; ++i) mask[i] = mask[i] >= dropout ? kept : 0;
}

void FusedNoise::start(int64_t half, double progress) {
  is_silent_ = false;
  index_ = noise_index(state_.position.step, half);
  noise_std_ = instance_noise(state_.config.discriminator, progress);
  position_ = 0;
  passes_.clear();
}

void FusedNoise::start_silent() {
  is_silent_ = true;
  passes_.clear();
}

const NoisePass* FusedNoise::next_pass(int64_t samples) {
  if (is_silent_ || (noise_std_ == 0 && state_.config.discriminator.dropout == 0)) return nullptr;
  passes_.emplace_back(static_cast<uint64_t>(state_.draw_seed()), index_, position_, samples,
                       noise_std_, discriminator_);
  position_ = passes_.back().end();
  return &passes_.back();
}

std::vector<float> FusedNoise::draw_uniform(int64_t count) {
  std::vector<float> values(static_cast<size_t>(count));
  noise_from(static_cast<uint64_t>(state_.draw_seed()), index_, position_)
      .fill_uniform(values.data(), count, 0, 1);
  position_ += count;
  return values;
}

}  // namespace gan
