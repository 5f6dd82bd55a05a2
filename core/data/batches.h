// Batches in seeded random order. The order within an epoch depends only on the seed and the epoch,
// so the epoch and a cursor into it determine exactly which images come next.
#pragma once

#include <torch/types.h>

#include <cstdint>
#include <vector>

#include "core/data/idx.h"

namespace gan {

// A permutation of 0 .. count-1.
// epoch  counted from 0
std::vector<int64_t> shuffled_indices(int64_t count, int64_t seed, int64_t epoch);

// Gathers images and converts them from bytes to floats in [-1, 1]: (p / 255 - 0.5) / 0.5, rounded
// as by torchvision's ToTensor and Normalize(0.5, 0.5).
// pixels   uint8 [N, H, W]
// indices  `count` indices of images, each in [0, N)
// returns  float32 [count, 1, H, W]
torch::Tensor gather_images(const torch::Tensor& pixels, const int64_t* indices, int64_t count);

// The real images of one step.
struct Batch {
  torch::Tensor images;  // float32 [N, 1, H, W] in [-1, 1]

  int64_t count() const { return images.size(0); }
};

Batch gather_batch(const Images& images, const int64_t* indices, int64_t count);

}  // namespace gan
