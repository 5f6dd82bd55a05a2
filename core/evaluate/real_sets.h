// The images of an evaluation, and the parts of the training images that it uses. The last sixth is
// for validation, as in the protocol of 2014 for MNIST: 50,000 and 10,000 images.
#pragma once

#include <vector>

#include "core/data/data_set.h"

namespace gan {

// The real images that samples are compared with. Both sets are of the same shape, and both have
// labels, of the same classes, or neither has.
struct RealData {
  DataSet train;
  DataSet test;

  bool is_labelled() const { return train.labels && test.labels; }
};

// Images to measure, and the class that each was asked to be of.
struct Samples {
  torch::Tensor pixels;     // uint8 [N, C, H, W]
  torch::Tensor classes{};  // int64 [N]; undefined if none was asked for

  int64_t count() const { return pixels.size(0); }
};

// The first 1,000 images of the last sixth, or all if it has fewer; at least one.
// pixels  uint8 [N, C, H, W]
torch::Tensor validation_images(const torch::Tensor& pixels);

// The training images that real sets are drawn from, in random order: the first five sixths.
// count    of the training images
// returns  int64 [five sixths of count], their indices
torch::Tensor order_real_images(int64_t count);

constexpr int64_t kMaxRealSets = 5;

// Real images to measure like samples: disjoint random sets of those.
// returns  up to kMaxRealSets sets of `count` images; empty if there are fewer than `count`
std::vector<torch::Tensor> draw_real_sets(const torch::Tensor& pixels, int64_t count);

}  // namespace gan
