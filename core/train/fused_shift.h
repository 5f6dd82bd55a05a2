// Shifts images (core/models/shift.h) in the fused engine. In blocks of samples and features,
// neighbouring pixels are not adjacent. So images are shifted as plain rows on their way into D,
// and their gradient is shifted back on its way to G.
#pragma once

#include "core/kernels/team.h"
#include "core/models/description.h"
#include "core/train/fused_network.h"

namespace gan {

class FusedShift {
 public:
  // kernels and team must outlive this object
  FusedShift(const Kernels& kernels, Team& team, ImageShape shape);

  // Shifts real images.
  // rows     float32 [N, C H W]
  // shifts   int64 [N, 2]
  // returns  float32 [N, C H W], valid until the next call of any function of this class
  torch::Tensor shift(const torch::Tensor& rows, const torch::Tensor& shifts);

  // Where to write G's output before shift_generated().
  Features& make_room(int64_t samples);

  // Shifts the generated images. `shifts` and the result are as for shift().
  torch::Tensor shift_generated(const torch::Tensor& shifts);

  // Call it after shift_generated() of the same batch and D's backward(). Continues to D's input,
  // then back through the shifts and G's last activation, into G's output_gradients().
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
  torch::Tensor shifted_rows_;  // float32 [samples, C H W]
};

}  // namespace gan
