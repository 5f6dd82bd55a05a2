#include "core/train/fused_penalty.h"

#include <numeric>

namespace gan {

double FusedPenalty::push(BlockRange of, BlockRange to, const TermOf& term_of) {
  const Features& images = discriminator_.input();
  const int64_t samples = to.count() * kBlock;
  const int64_t stride = round_up_to_block(images.width());
  grow(gradient_, torch::kFloat32, samples * stride);
  values_.resize(static_cast<size_t>(samples));
  auto* const gradient = gradient_.data_ptr<float>();
  discriminator_.backward(to, of.begin);
  discriminator_.backward_to_rows(to, gradient, stride);
  discriminator_.load(samples, to.begin, stride, [&](int64_t block) {
    float* const rows = gradient + block * kBlock * stride;
    for (int64_t i = 0; i < kBlock; ++i) {
      float* const row = rows + i * stride;
      const double square = std::inner_product(row, row + images.width(), row, 0.0);
      const Term term = term_of(block * kBlock + i, square);
      values_[static_cast<size_t>(block * kBlock + i)] = term.value;
      const auto scale = static_cast<float>(2 * term.derivative);
      for (int64_t j = 0; j < images.width(); ++j) row[j] *= scale;
    }
    return rows;
  });
  discriminator_.push_forward(to, of.begin);
  return std::accumulate(values_.begin(), values_.end(), 0.0);
}

}  // namespace gan
