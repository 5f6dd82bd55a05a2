// The number of statistically different bins, NDB: Richardson & Weiss 2018 (arXiv:1805.12462). Real
// images are binned by k-means on their pixels, and the samples' share in each bin is compared with
// the real one. If the generator drops or invents something, some bins differ.
#pragma once

#include <torch/types.h>

#include "core/base/random.h"

namespace gan {

constexpr int64_t kBins = 100;

// The centres of the bins, by Lloyd's algorithm: it starts from random images and stops when no
// image changes its bin, or after 30 iterations.
// pixels   uint8 [N, C, H, W]
// returns  float32 [bins, H * W] in [0, 1]
// throws   Error if N < bins
torch::Tensor make_bins(const torch::Tensor& pixels, int64_t bins, Random random);

// The number of images that are nearest to each centre.
// returns  float64 [bins]
torch::Tensor count_bins(const torch::Tensor& pixels, const torch::Tensor& centres);

struct BinDifference {
  double ndb;             // share of bins that differ, by a two-proportion z-test at 0.05
  double jensen_shannon;  // divergence of the two distributions over bins, in [0, ln 2] nats
};

// sample_counts, real_counts  float64 [bins]
BinDifference compare_bins(const torch::Tensor& sample_counts, const torch::Tensor& real_counts);

}  // namespace gan
