#include "core/train/fused_shift.h"

#include <algorithm>

#include "core/models/shift.h"

namespace gan {

FusedShift::FusedShift(const Kernels& kernels, Team& team, ImageShape shape)
    : kernels_(kernels),
      team_(team),
      shape_(shape),
      generated_(kernels.precision, shape.values()),
      scratch_(torch::empty({team.size(), 2, kBlock * stride()})) {}

// One of the calling thread's two buffers for 32 images.
float* FusedShift::scratch(int64_t half) const {
  return scratch_.data_ptr<float>() + (2 * Team::thread() + half) * scratch_.size(2);
}

void FusedShift::load(FusedNetwork& discriminator, int64_t begin, const torch::Tensor& rows,
                      const torch::Tensor& shifts) {
  const torch::Tensor packed = shifts.contiguous();
  discriminator.load(rows.size(0), begin, [&](int64_t block) {
    return shift_block(rows.data_ptr<float>() + block * kBlock * rows.size(1), rows.size(1), packed,
                       block, kBackground);
  });
}

Features& FusedShift::make_room(int64_t samples) {
  generated_.resize(samples);
  return generated_;
}

void FusedShift::load_generated(FusedNetwork& discriminator, int64_t begin,
                                const torch::Tensor& shifts) {
  const torch::Tensor packed = shifts.contiguous();
  discriminator.load(shifts.size(0), begin, [&](int64_t block) {
    alignas(64) float values[kBlockElements];
    float* const rows = scratch(0);
    for (int64_t i = 0; i < generated_.feature_blocks(); ++i) {
      kernels_.load_panel(generated_.feature_block_at(i, block), values);
      for (int64_t s = 0; s < kBlock; ++s)
        std::copy_n(values + s * kBlock, kBlock, rows + s * stride() + i * kBlock);
    }
    return shift_block(rows, stride(), packed, block, kBackground);
  });
}

void FusedShift::backward(FusedNetwork& discriminator, FusedNetwork& generator, BlockRange blocks,
                          const torch::Tensor& shifts) {
  grow(gradient_, torch::kFloat32, generated_.samples() * stride());
  discriminator.backward_to_rows(blocks, gradient_.data_ptr<float>(), stride());
  const torch::Tensor back = shifts.neg();
  Gradients& gradients = generator.output_gradients();
  const int64_t width = generated_.width();
  team_.for_each(blocks.count(), [&](int64_t block) {
    alignas(64) float values[kBlockElements];
    const int64_t sample = block * kBlock;
    const int64_t count = std::min(kBlock, shifts.size(0) - sample);
    const float* const rows =
        shift_block(gradient_.data_ptr<float>() + sample * stride(), stride(), back, block, 0);
    for (int64_t i = 0; i < generated_.feature_blocks(); ++i) {
      const int64_t feature = i * kBlock;
      kernels_.load_block(rows + feature, width, count, std::min(kBlock, width - feature), values);
      kernels_.multiply_by_slope(values, generated_.feature_block_at(i, block),
                                 generator.last_layer().activation(), 0);
      kernels_.store_rows(values, gradients.at(sample, feature), gradients.stride());
      kernels_.store_rows_transposed(values, gradients.transposed_at(feature, sample),
                                     gradients.transposed_stride());
    }
  });
}

// Shifts the images of a block; pixels from outside are `fill`.
// rows     the block's images, `stride` apart
// shifts   int64 [N, 2], contiguous
// returns  float32 [32, C H W], in the calling thread's memory until its next call
const float* FusedShift::shift_block(const float* rows, int64_t stride, const torch::Tensor& shifts,
                                     int64_t block, float fill) {
  const int64_t* const by = shifts.data_ptr<int64_t>();
  const int64_t first = block * kBlock;
  const int64_t last = std::min(first + kBlock, shifts.size(0));
  float* to = scratch(1);
  for (int64_t image = first; image < last; ++image, rows += stride)
    for (int64_t at = 0; at < shape_.values(); at += shape_.pixels(), to += shape_.pixels())
      shift_image(rows + at, shape_, by[2 * image], by[2 * image + 1], fill, to);
  return scratch(1);
}

}  // namespace gan
