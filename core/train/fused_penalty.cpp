#include "core/train/fused_penalty.h"

#include <cmath>
#include <numeric>

namespace gan {
namespace {

int64_t half_blocks(int64_t count) { return round_up_to_block(count) / kBlock; }

}  // namespace

// The blocks of images that R1 and R2 penalise, if they do.
BlockRange FusedPenalty::penalized_blocks(int64_t count) const {
  const int64_t half = half_blocks(count);
  if (options_.r1 == 0 && options_.r2 == 0) return {0, 0};
  return {options_.r1 > 0 ? 0 : half, options_.r2 > 0 ? 2 * half : half};
}

BlockRange FusedPenalty::r_blocks(int64_t count) const {
  const int64_t begin = 2 * half_blocks(count);
  return {begin, begin + penalized_blocks(count).count()};
}

BlockRange FusedPenalty::wgan_blocks(int64_t count) const {
  const int64_t begin = r_blocks(count).end;
  return {begin, options_.wgan_gp > 0 ? begin + half_blocks(count) : begin};
}

double FusedPenalty::add_r1_and_r2(int64_t count) {
  const BlockRange of = penalized_blocks(count);
  if (of.count() == 0) return 0;
  return push(of, r_blocks(count), count, [&](int64_t sample, double q) {
    const bool is_real = of.begin + sample / kBlock < half_blocks(count);
    const double gamma = is_real ? options_.r1 : options_.r2;
    return Term{gamma / 2 * q, gamma / 2};
  });
}

double FusedPenalty::add_wgan_gp(int64_t count) {
  constexpr double kTiny = 1e-12;
  const double lambda = options_.wgan_gp;
  const BlockRange between = wgan_blocks(count);
  return push(between, between, count, [&](int64_t, double q) {
    const double norm = std::sqrt(q + kTiny);
    return Term{lambda * (norm - 1) * (norm - 1), lambda * (norm - 1) / norm};
  });
}

// Makes the samples in `to` those of a penalty at the images in `of`, through which D's forward
// pass went. Where both are the same, v overwrites the features once their slopes have been used.
// count    of the images in each group of as many blocks as they need
// term_of  of a sample, counted from the begin of `to`; any thread calls it
// returns  the mean over `count` images; its gradient counts every_steps times
double FusedPenalty::push(BlockRange of, BlockRange to, int64_t count, const TermOf& term_of) {
  const Features& images = discriminator_.input();
  const int64_t samples = to.count() * kBlock;
  const int64_t stride = round_up_to_block(images.width());
  const auto every_steps = static_cast<double>(options_.every_steps);
  grow(gradient_, torch::kFloat32, samples * stride);
  values_.assign(static_cast<size_t>(samples), 0);
  mark_images(to, count);
  auto* const gradient = gradient_.data_ptr<float>();
  discriminator_.backward(to, of.begin);
  discriminator_.backward_to_rows(to, gradient, stride);
  discriminator_.load(samples, to.begin, stride, [&](int64_t block) {
    float* const rows = gradient + block * kBlock * stride;
    for (int64_t sample = block * kBlock; sample < (block + 1) * kBlock; ++sample) {
      if (is_image_[static_cast<size_t>(sample)] == 0) continue;  // its g is 0
      float* const row = gradient + sample * stride;
      const Term term = term_of(sample, std::inner_product(row, row + images.width(), row, 0.0));
      values_[static_cast<size_t>(sample)] = term.value;
      const auto scale =
          static_cast<float>(2 * term.derivative * every_steps / static_cast<double>(count));
      for (int64_t j = 0; j < images.width(); ++j) row[j] *= scale;
    }
    return rows;
  });
  discriminator_.push_forward(to, of.begin);
  return std::accumulate(values_.begin(), values_.end(), 0.0) / static_cast<double>(count);
}

// Starts g_L of `blocks`: 1 for images, 0 for padding.
void FusedPenalty::mark_images(BlockRange blocks, int64_t count) {
  const int64_t group = round_up_to_block(count);
  is_image_.clear();
  for (int64_t sample = 0; sample < blocks.count() * kBlock; ++sample)
    is_image_.push_back(sample % group < count ? 1.0F : 0.0F);
  discriminator_.store_logit_gradients(blocks, is_image_.data());
}

}  // namespace gan
