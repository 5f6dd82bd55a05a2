// What happens to images on their way into D in the fused engine: shifts (core/models/shift.h),
// then instance noise. In blocks of samples and features, neighbouring pixels are not adjacent. So
// images are changed as plain rows, 32 at a time, and their gradient is shifted back on its way to
// G.
#pragma once

#include "core/kernels/team.h"
#include "core/models/description.h"
#include "core/train/fused_network.h"

namespace gan {

// Of a group of images.
struct Augmentation {
  torch::Tensor shifts;              // int64 [N, 2]; undefined: none
  const NoisePass* noise = nullptr;  // null: none
  int64_t sample = 0;                // of the first image in that pass
};

class FusedAugmentation {
 public:
  // kernels and team must outlive this object
  FusedAugmentation(const Kernels& kernels, Team& team, ImageShape shape);

  // Loads real images into the input of D, from block `begin` on.
  // rows  float32 [N, C H W]
  void load(FusedNetwork& discriminator, int64_t begin, const torch::Tensor& rows,
            const Augmentation& augmentation);

  // Where to write G's output before the functions below.
  Features& make_room(int64_t samples);

  // Loads `count` generated images likewise.
  void load_generated(FusedNetwork& discriminator, int64_t begin, int64_t count,
                      const Augmentation& augmentation);

  // Loads points between real and generated images, both shifted: u x + (1 - u) y, then noise.
  // u  [N], in [0, 1]
  void load_between(FusedNetwork& discriminator, int64_t begin, const torch::Tensor& rows,
                    const torch::Tensor& real_shifts, const torch::Tensor& fake_shifts,
                    const std::vector<float>& u, const Augmentation& augmentation);

  // Call it after load_generated() of the same batch and D's backward(). Continues to D's input,
  // then back through the shifts and G's last activation, into G's output_gradients().
  // shifts  of the `count` images, or undefined
  void backward(FusedNetwork& discriminator, FusedNetwork& generator, int64_t count,
                const torch::Tensor& shifts);

 private:
  const float* shift(const float* rows, int64_t stride, const torch::Tensor& shifts, int64_t block,
                     int64_t count, float fill, int64_t buffer);
  const float* unpack(int64_t block);
  const float* add_noise(int64_t block, int64_t count, const Augmentation& augmentation,
                         int64_t buffer);
  float* scratch(int64_t buffer) const;
  int64_t stride() const { return generated_.feature_blocks() * kBlock; }

  const Kernels& kernels_;
  Team& team_;
  ImageShape shape_;
  Features generated_;      // as G made them
  torch::Tensor gradient_;  // float32 [samples, stride()], of D's input
  torch::Tensor scratch_;   // float32 [threads, 3, 32 stride()]
};

}  // namespace gan
