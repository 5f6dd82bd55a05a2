#include "core/train/fused_augmentation.h"

#include <algorithm>

#include "core/models/shift.h"

namespace gan {
namespace {

// Images of a block.
int64_t images_in(int64_t block, int64_t count) { return std::min(kBlock, count - block * kBlock); }

torch::Tensor packed(const torch::Tensor& shifts) {
  return shifts.defined() ? shifts.contiguous() : shifts;
}

}  // namespace

FusedAugmentation::FusedAugmentation(const Kernels& kernels, Team& team, ImageShape shape)
    : kernels_(kernels),
      team_(team),
      shape_(shape),
      generated_(kernels.precision, shape.values()),
      scratch_(torch::empty({team.size(), 3, kBlock * stride()})) {}

// One of the calling thread's buffers for 32 images.
float* FusedAugmentation::scratch(int64_t buffer) const {
  return scratch_.data_ptr<float>() + (3 * Team::thread() + buffer) * scratch_.size(2);
}

void FusedAugmentation::load(FusedNetwork& discriminator, int64_t begin, const torch::Tensor& rows,
                             const Augmentation& augmentation) {
  const int64_t count = rows.size(0), width = rows.size(1);
  const torch::Tensor shifts = packed(augmentation.shifts);
  discriminator.load(count, begin, width, [&](int64_t block) {
    shift(rows.data_ptr<float>() + block * kBlock * width, width, shifts, block, count, kBackground,
          1);
    return add_noise(block, count, augmentation, 1);
  });
}

Features& FusedAugmentation::make_room(int64_t samples) {
  generated_.resize(samples);
  return generated_;
}

void FusedAugmentation::load_generated(FusedNetwork& discriminator, int64_t begin, int64_t count,
                                       const Augmentation& augmentation) {
  const torch::Tensor shifts = packed(augmentation.shifts);
  discriminator.load(count, begin, shape_.values(), [&](int64_t block) {
    shift(unpack(block), stride(), shifts, block, count, kBackground, 1);
    return add_noise(block, count, augmentation, 1);
  });
}

void FusedAugmentation::load_between(FusedNetwork& discriminator, int64_t begin,
                                     const torch::Tensor& rows, const torch::Tensor& real_shifts,
                                     const torch::Tensor& fake_shifts, const std::vector<float>& u,
                                     const Augmentation& augmentation) {
  const int64_t count = rows.size(0), width = rows.size(1);
  const torch::Tensor by_real = packed(real_shifts), by_fake = packed(fake_shifts);
  discriminator.load(count, begin, width, [&](int64_t block) {
    const float* const y = shift(unpack(block), stride(), by_fake, block, count, kBackground, 1);
    const float* const x = shift(rows.data_ptr<float>() + block * kBlock * width, width, by_real,
                                 block, count, kBackground, 2);
    float* const between = scratch(2);
    for (int64_t i = 0; i < images_in(block, count) * width; ++i)
      between[i] = y[i] + u[static_cast<size_t>(block * kBlock + i / width)] * (x[i] - y[i]);
    return add_noise(block, count, augmentation, 2);
  });
}

void FusedAugmentation::backward(FusedNetwork& discriminator, FusedNetwork& generator,
                                 int64_t count, const torch::Tensor& shifts) {
  const BlockRange blocks{0, round_up_to_block(count) / kBlock};
  grow(gradient_, torch::kFloat32, generated_.samples() * stride());
  discriminator.backward_to_rows(blocks, gradient_.data_ptr<float>(), stride());
  const torch::Tensor back = shifts.defined() ? shifts.neg() : shifts;
  Gradients& gradients = generator.output_gradients();
  const int64_t width = generated_.width();
  team_.for_each(blocks.count(), [&](int64_t block) {
    alignas(64) float values[kBlockElements];
    const int64_t sample = block * kBlock;
    const float* const rows =
        shift(gradient_.data_ptr<float>() + sample * stride(), stride(), back, block, count, 0, 1);
    for (int64_t i = 0; i < generated_.feature_blocks(); ++i) {
      const int64_t feature = i * kBlock;
      kernels_.load_block(rows + feature, width, images_in(block, count),
                          std::min(kBlock, width - feature), values);
      generator.last_layer().multiply_by_slope(values, generated_, i, block);
      kernels_.store_rows(values, gradients.at(sample, feature), gradients.stride());
      kernels_.store_rows_transposed(values, gradients.transposed_at(feature, sample),
                                     gradients.transposed_stride());
    }
  });
}

// Shifts the images of a block into a buffer; pixels from outside are `fill`.
// rows     the block's images, `stride` apart
// shifts   int64 [N, 2], contiguous; undefined: the images are copied
// returns  the buffer: float32 [32, C H W]
const float* FusedAugmentation::shift(const float* rows, int64_t stride,
                                      const torch::Tensor& shifts, int64_t block, int64_t count,
                                      float fill, int64_t buffer) {
  float* to = scratch(buffer);
  for (int64_t image = 0; image < images_in(block, count); ++image, rows += stride) {
    if (!shifts.defined()) {
      to = std::copy_n(rows, shape_.values(), to);
      continue;
    }
    const int64_t* const by = shifts.data_ptr<int64_t>() + 2 * (block * kBlock + image);
    for (int64_t at = 0; at < shape_.values(); at += shape_.pixels(), to += shape_.pixels())
      shift_image(rows + at, shape_, by[0], by[1], fill, to);
  }
  return scratch(buffer);
}

// Copies a block of generated images into the first buffer, as rows stride() apart.
const float* FusedAugmentation::unpack(int64_t block) {
  alignas(64) float values[kBlockElements];
  float* const rows = scratch(0);
  for (int64_t i = 0; i < generated_.feature_blocks(); ++i) {
    kernels_.load_panel(generated_.feature_block_at(i, block), values);
    for (int64_t s = 0; s < kBlock; ++s)
      std::copy_n(values + s * kBlock, kBlock, rows + s * stride() + i * kBlock);
  }
  return rows;
}

// Adds noise to the images of a block in a buffer, which it returns.
const float* FusedAugmentation::add_noise(int64_t block, int64_t count,
                                          const Augmentation& augmentation, int64_t buffer) {
  float* const rows = scratch(buffer);
  if (augmentation.noise)
    for (int64_t image = 0; image < images_in(block, count); ++image)
      augmentation.noise->add_noise(augmentation.sample + block * kBlock + image,
                                    rows + image * shape_.values());
  return rows;
}

}  // namespace gan
