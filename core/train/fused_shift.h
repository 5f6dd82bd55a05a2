// Shifts images (core/models/shift.h) in the fused engine. In blocks of samples and features,
// neighbouring pixels are not adjacent. So images are shifted as plain rows, 32 at a time, on their
// way into D, and their gradient is shifted back on its way to G.
#pragma once

#include "core/kernels/team.h"
#include "core/models/description.h"
#include "core/train/fused_network.h"

namespace gan {

class FusedShift {
 public:
  // kernels and team must outlive this object
  FusedShift(const Kernels& kernels, Team& team, ImageShape shape);

  // Loads real images into the input of D, from block `begin` on, shifted.
  // rows    float32 [N, C H W]
  // shifts  int64 [N, 2]
  void load(FusedNetwork& discriminator, int64_t begin, const torch::Tensor& rows,
            const torch::Tensor& shifts);

  // Where to write G's output before load_generated().
  Features& make_room(int64_t samples);

  // Loads the generated images likewise.
  void load_generated(FusedNetwork& discriminator, int64_t begin, const torch::Tensor& shifts);

  // Call it after load_generated() of the same batch and D's backward(). Continues to D's input,
  // then back through the shifts and G's last activation, into G's output_gradients().
  void backward(FusedNetwork& discriminator, FusedNetwork& generator, BlockRange blocks,
                const torch::Tensor& shifts);

 private:
  const float* shift_block(const float* rows, int64_t stride, const torch::Tensor& shifts,
                           int64_t block, float fill);
  float* scratch(int64_t half) const;
  int64_t stride() const { return generated_.feature_blocks() * kBlock; }

  const Kernels& kernels_;
  Team& team_;
  ImageShape shape_;
  Features generated_;      // before the shift
  torch::Tensor gradient_;  // float32 [samples, stride()], of the shifted images
  torch::Tensor scratch_;   // float32 [threads, 2, 32 stride()]
};

}  // namespace gan
