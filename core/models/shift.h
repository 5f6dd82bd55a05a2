// Images moved about by whole pixels before D sees them, real and generated ones alike: the
// translation of DiffAugment (Zhao et al. 2020, arXiv:2006.10738). It is harder for D to know the
// training images by heart, and G need not learn the shifts, for D sees its images shifted too.
#pragma once

#include "core/models/networks.h"

namespace gan {

constexpr float kBackground = -1;  // the pixels that come in

// How far each image goes, down and to the right, each uniform in -most .. most.
// index    of the draw in its stream, such as the step
// returns  int64 [count, 2], on the CPU
torch::Tensor draw_shifts(int64_t seed, Stream stream, int64_t index, int64_t count, int64_t most);

// One image: to[i, j] = from[i - down, j - right], and `fill` where that lies outside.
// from, to  float32 [H, W], not the same
void shift_image(const float* from, ImageShape shape, int64_t down, int64_t right, float fill,
                 float* to);

// Each image by its shift; what comes in is background. Differentiable, twice too.
// images   [N, 1, H, W]
// shifts   int64 [N, 2], on the CPU
// returns  [N, 1, H, W]
torch::Tensor shift_images(const torch::Tensor& images, const torch::Tensor& shifts);

}  // namespace gan
