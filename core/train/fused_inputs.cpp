// What the fused engine's networks are given: latents, images, and images that are shifted
// (core/models/shift.h). Blocks of samples and features know nothing of neighbouring pixels: images
// are shifted by rows, and G's gradient is that of its shifted images, shifted back.
#include <algorithm>

#include "core/models/shift.h"
#include "core/train/fused_engine.h"

namespace gan {

// rows   float32 [N, width]
// begin  the block of `features` where they begin
void FusedEngine::load(const torch::Tensor& rows, Features& features, int64_t begin) {
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
      kernels_.store_panel_transposed(block, features.sample_block_at(begin + sample_block, i));
      kernels_.store_panel(block, features.feature_block_at(i, begin + sample_block));
    }
  });
}

// G(z) into `images`, from block images_begin on.
// keep  whether G's gradients will be wanted
void FusedEngine::generate(const torch::Tensor& latents, Features& images, int64_t images_begin,
                           bool keep) {
  load(latents, generator_.inputs[0], 0);
  for (size_t i = 0; i < generator_.layers.size(); ++i) {
    const bool is_last = i + 1 == generator_.layers.size();
    const Features& x = generator_.inputs[i];
    Features& y = is_last ? images : generator_.inputs[i + 1];
    team_.for_each(generator_.layers[i].forward_tasks(x.sample_blocks()), [&](int64_t task) {
      generator_.layers[i].forward(task, x, y, is_last ? images_begin : 0, keep || is_last);
    });
  }
}

// Each image by its shift; `fill` comes in.
// rows     float32 [N, >= H W], `stride` apart
// returns  float32 [N, H W], valid until the next call
torch::Tensor FusedEngine::shift(const float* rows, int64_t stride, const torch::Tensor& shifts,
                                 float fill) {
  const int64_t count = shifts.size(0);
  const int64_t pixels = generated_.width();
  const torch::Tensor packed_shifts = shifts.contiguous();
  const int64_t* const by = packed_shifts.data_ptr<int64_t>();
  grow(shifted_rows_, torch::kFloat32, count * pixels);
  float* const shifted = shifted_rows_.data_ptr<float>();
  team_.for_each(count, [&](int64_t i) {
    shift_image(rows + i * stride, state_.image_shape, by[2 * i], by[2 * i + 1], fill,
                shifted + i * pixels);
  });
  return shifted_rows_.narrow(0, 0, count * pixels).view({count, pixels});
}

// Into D's input, from block `begin` on. Shifts, of each image, may be undefined.
void FusedEngine::load_real(const torch::Tensor& images, int64_t begin,
                            const torch::Tensor& shifts) {
  const torch::Tensor rows = images.flatten(1);
  load(shifts.defined() ? shift(rows.data_ptr<float>(), rows.size(1), shifts, kBackground) : rows,
       discriminator_.inputs[0], begin);
}

// G(z), likewise.
void FusedEngine::load_generated(const torch::Tensor& latents, int64_t begin,
                                 const torch::Tensor& shifts, bool keep) {
  if (!shifts.defined()) return generate(latents, discriminator_.inputs[0], begin, keep);
  generated_.resize(round_up_to_block(latents.size(0)));
  generate(latents, generated_, 0, keep);
  const int64_t stride = generated_.feature_blocks() * kBlock;
  grow(rows_, torch::kFloat32, generated_.samples() * stride);
  team_.for_each(generated_.sample_blocks(), [&](int64_t sample_block) {
    float* const rows = rows_.data_ptr<float>() + sample_block * kBlock * stride;
    alignas(64) float block[kBlockElements];
    for (int64_t i = 0; i < generated_.feature_blocks(); ++i) {
      kernels_.load_panel(generated_.feature_block_at(i, sample_block), block);
      for (int64_t s = 0; s < kBlock; ++s)
        std::copy_n(block + s * kBlock, kBlock, rows + s * stride + i * kBlock);
    }
  });
  load(shift(rows_.data_ptr<float>(), stride, shifts, kBackground), discriminator_.inputs[0],
       begin);
}

// The gradient by D's input, back through the shift and G's last activation.
void FusedEngine::backward_to_generated(BlockRange blocks, const torch::Tensor& shifts) {
  const FusedLayer& first = discriminator_.layers.front();
  const FusedLayer& last = generator_.layers.back();
  Gradients& gradients = generator_.gradients.back();
  const int64_t stride = generated_.feature_blocks() * kBlock;
  team_.for_each(first.backward_tasks(), [&](int64_t task) {
    first.backward_to_rows(task, discriminator_.gradients.front(), blocks, rows_.data_ptr<float>(),
                           stride);
  });
  const torch::Tensor shifted_back = shift(rows_.data_ptr<float>(), stride, shifts.neg(), 0);
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
                                 last.activation(), 0);
      kernels_.store_rows(block, gradients.at(sample, feature), gradients.stride());
      kernels_.store_rows_transposed(block, gradients.transposed_at(feature, sample),
                                     gradients.transposed_stride());
    }
  });
}

}  // namespace gan
