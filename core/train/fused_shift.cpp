// Images between G and D that are shifted (core/models/shift.h) in the fused engine. Its blocks of
// samples and features know nothing of neighbouring pixels: images are shifted by rows, and G's
// gradient is that of its shifted images, shifted back.
#include <algorithm>

#include "core/models/shift.h"
#include "core/train/fused_engine.h"

namespace gan {
namespace {

constexpr float kBackground = -1;

void grow(torch::Tensor& buffer, int64_t elements) {
  if (!buffer.defined() || buffer.numel() < elements) buffer = torch::empty({elements});
}

}  // namespace

// Each image by its shift; `fill` comes in.
// rows     float32 [N, >= H W], `stride` apart
// returns  float32 [N, H W], valid until the next call
torch::Tensor FusedEngine::shift(const float* rows, int64_t stride, const torch::Tensor& shifts,
                                 float fill) {
  const int64_t count = shifts.size(0);
  const int64_t pixels = generated_.width();
  const torch::Tensor packed_shifts = shifts.contiguous();
  const int64_t* const by = packed_shifts.data_ptr<int64_t>();
  grow(shifted_rows_, count * pixels);
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
  grow(rows_, generated_.samples() * stride);
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
