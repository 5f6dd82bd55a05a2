// Shifted images (core/models/shift.h) in the fused engine. Blocks of samples and features know
// nothing of neighbouring pixels: images are shifted as plain rows on their way into D, and the
// gradient by them is shifted back on its way to G.
#pragma once

#include "core/kernels/team.h"
#include "core/models/description.h"
#include "core/train/fused_network.h"

namespace gan {

class FusedShift {
 public:
  // kernels and team must outlive it
  FusedShift(const Kernels& kernels, Team& team, ImageShape shape);

  // Real images.
  // rows     float32 [N, H W]
  // shifts   int64 [N, 2]
  // returns  float32 [N, H W], valid until the next call of anything here
  torch::Tensor shift(const torch::Tensor& rows, const torch::Tensor& shifts);

  // Where G's output goes for shift_generated().
  Features& make_room(int64_t samples);

  // Generated images. shifts and result as above
  torch::Tensor shift_generated(const torch::Tensor& shifts);

  // From D's gradient by its input, after D's backward(), to G's by its output: back through the
  // shifts, and through the activation that gave the images.
  void backward(FusedNetwork& discriminator, FusedNetwork& generator, BlockRange blocks,
                const torch::Tensor& shifts);

 private:
  torch::Tensor shift_rows(const float* rows, int64_t stride, const torch::Tensor& shifts,
                           float fill);
  int64_t stride() const { return generated_.feature_blocks() * kBlock; }

  const Kernels& kernels_;
  Team& team_;
  ImageShape shape_;
  Features generated_;          // before the shift
  torch::Tensor rows_;          // float32 [samples, stride()]
  torch::Tensor shifted_rows_;  // float32 [samples, H W]
};

}  // namespace gan
