// Shifts images at random by whole pixels before D sees them, real and generated images alike: the
// translation of DiffAugment (Zhao et al. 2020, arXiv:2006.10738). This makes it harder for D to
// memorise the training images. G does not learn the shifts, because its images are shifted too.
#pragma once

#include "core/models/networks.h"

namespace gan {

constexpr float kBackground = -1;  // the value of pixels shifted in from outside

// Draws how far to shift each image down and to the right, each uniform in -most .. most.
// index    of the draw in its stream, such as the step
// returns  int64 [count, 2], on the CPU
torch::Tensor draw_shifts(int64_t seed, Stream stream, int64_t index, int64_t count, int64_t most);

// Shifts one channel of an image: to[i, j] = from[i - down, j - right], or `fill` where that lies
// outside. from, to  float32 [H, W]; must not overlap
void shift_image(const float* from, ImageShape shape, int64_t down, int64_t right, float fill,
                 float* to);

// Shifts the images of tensors.
class Shifter {
 public:
  // most    the largest shift
  // device  of the images
  Shifter(ImageShape shape, int64_t most, torch::Device device);

  // Shifts each image; pixels from outside are background. Can be differentiated twice.
  // images   [N, C, H, W]
  // shifts   int64 [N, 2], on any device, in [-most, most]
  // returns  [N, C, H, W]
  torch::Tensor shift(const torch::Tensor& images, const torch::Tensor& shifts) const;

 private:
  int64_t most_;
  int64_t size_;        // H W
  torch::Tensor rows_;  // int64 [2 most + 1, H]: W i, i being the row to copy from, for each shift
  torch::Tensor columns_;  // int64 [2 most + 1, W]: likewise the column; H W or more: from outside
};

}  // namespace gan
