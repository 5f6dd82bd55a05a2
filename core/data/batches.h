// Batches in seeded random order. The order within an epoch depends only on the seed and the epoch,
// so the epoch and a cursor into it determine exactly which images come next.
#pragma once

#include <torch/types.h>

#include <cstdint>
#include <functional>
#include <vector>

#include "core/data/data_set.h"

namespace gan {

// A permutation of 0 .. count-1.
// epoch  counted from 0
std::vector<int64_t> shuffled_indices(int64_t count, int64_t seed, int64_t epoch);

// Calls task(index) once for each index in [0, count), in any order, maybe on several threads.
using ForEach = std::function<void(int64_t count, const std::function<void(int64_t)>& task)>;
void for_each_in_turn(int64_t count, const std::function<void(int64_t)>& task);

// Gathers images and converts them from bytes to floats in [-1, 1]: (p / 255 - 0.5) / 0.5, rounded
// as by torchvision's ToTensor and Normalize(0.5, 0.5).
// pixels    uint8 [N, C, H, W], of any strides
// indices   `count` indices of images, each in [0, N)
// mirrored  for each of them, whether left and right are to change places (not 0); null: for none
// for_each  does the parts of the work
// returns   float32 [count, C, H, W]
torch::Tensor gather_images(const torch::Tensor& pixels, const int64_t* indices, int64_t count,
                            const uint8_t* mirrored = nullptr,
                            const ForEach& for_each = for_each_in_turn);

// The real images of one step.
struct Batch {
  torch::Tensor images;     // float32 [N, C, H, W] in [-1, 1]
  torch::Tensor classes{};  // int64 [N], indices of classes; undefined if there are no labels

  int64_t count() const { return images.size(0); }
};

// The same of a data set, whose file, if it is mapped, is told what was read.
Batch gather_batch(const Images& images, const int64_t* indices, int64_t count,
                   const uint8_t* mirrored = nullptr, const ForEach& for_each = for_each_in_turn);
Batch gather_batch(const DataSet& data, const int64_t* indices, int64_t count,
                   const uint8_t* mirrored = nullptr, const ForEach& for_each = for_each_in_turn);

}  // namespace gan
