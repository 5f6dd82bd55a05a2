#include "core/train/fused_shift.h"

#include <algorithm>

#include "core/models/shift.h"

namespace gan {

FusedShift::FusedShift(const Kernels& kernels, Team& team, ImageShape shape)
    : kernels_(kernels),
      team_(team),
      shape_(shape),
      generated_(kernels.precision, shape.values()) {}

torch::Tensor FusedShift::shift(const torch::Tensor& rows, const torch::Tensor& shifts) {
  return shift_rows(rows.data_ptr<float>(), rows.size(1), shifts, kBackground);
}

Features& FusedShift::make_room(int64_t samples) {
  generated_.resize(samples);
  return generated_;
}

torch::Tensor FusedShift::shift_generated(const torch::Tensor& shifts) {
  grow(rows_, torch::kFloat32, generated_.samples() * stride());
  team_.for_each(generated_.sample_blocks(), [&](int64_t sample_block) {
    float* const rows = rows_.data_ptr<float>() + sample_block * kBlock * stride();
    alignas(64) float block[kBlockElements];
    for (int64_t i = 0; i < generated_.feature_blocks(); ++i) {
      kernels_.load_panel(generated_.feature_block_at(i, sample_block), block);
      for (int64_t s = 0; s < kBlock; ++s)
        std::copy_n(block + s * kBlock, kBlock, rows + s * stride() + i * kBlock);
    }
  });
  return shift_rows(rows_.data_ptr<float>(), stride(), shifts, kBackground);
}

void FusedShift::backward(FusedNetwork& discriminator, FusedNetwork& generator, BlockRange blocks,
                          const torch::Tensor& shifts) {
  discriminator.backward_to_rows(blocks, rows_.data_ptr<float>(), stride());
  const torch::Tensor shifted_back = shift_rows(rows_.data_ptr<float>(), stride(), shifts.neg(), 0);
  Gradients& gradients = generator.output_gradients();
  const int64_t width = generated_.width();
  const int64_t count = shifts.size(0);
  team_.for_each(blocks.count(), [&](int64_t sample_block) {
    alignas(64) float block[kBlockElements];
    const int64_t sample = sample_block * kBlock;
    for (int64_t i = 0; i < generated_.feature_blocks(); ++i) {
      const int64_t feature = i * kBlock;
      kernels_.load_block(shifted_back.data_ptr<float>() + sample * width + feature, width,
                          std::min(kBlock, count - sample), std::min(kBlock, width - feature),
                          block);
      kernels_.multiply_by_slope(block, generated_.feature_block_at(i, sample_block),
                                 generator.last_layer().activation(), 0);
      kernels_.store_rows(block, gradients.at(sample, feature), gradients.stride());
      kernels_.store_rows_transposed(block, gradients.transposed_at(feature, sample),
                                     gradients.transposed_stride());
    }
  });
}

// Shifts each image; pixels from outside are `fill`.
// rows  [N, >= C H W], `stride` apart
torch::Tensor FusedShift::shift_rows(const float* rows, int64_t stride, const torch::Tensor& shifts,
                                     float fill) {
  const int64_t count = shifts.size(0);
  const int64_t values = shape_.values();
  const torch::Tensor packed_shifts = shifts.contiguous();
  const int64_t* const by = packed_shifts.data_ptr<int64_t>();
  grow(shifted_rows_, torch::kFloat32, count * values);
  float* const shifted = shifted_rows_.data_ptr<float>();
  team_.for_each(count, [&](int64_t i) {
    for (int64_t at = 0; at < values; at += shape_.pixels())
      shift_image(rows + i * stride + at, shape_, by[2 * i], by[2 * i + 1], fill,
                  shifted + i * values + at);
  });
  return shifted_rows_.narrow(0, 0, count * values).view({count, values});
}

}  // namespace gan
