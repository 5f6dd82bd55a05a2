// The kernel distance of Binkowski et al. 2018 (arXiv:1801.01401), called KID with features of
// Inception: the unbiased squared maximum mean discrepancy under a polynomial kernel,
//   MMD^2 = mean_{i != j} k(x_i, x_j) + mean_{i != j} k(y_i, y_j) - 2 mean_{i, j} k(x_i, y_j)
//   k(x, y) = (x.y / D + 1)^3
#pragma once

#include <torch/types.h>

#include "core/base/random.h"

namespace gan {

struct KernelDistance {
  double mean;       // over the subsets; near 0, possibly negative, for similar sets
  double deviation;  // standard deviation over the subsets
};

// Computed over 100 pairs of subsets of 1,000 rows, or of the smaller set's size.
// x, y    float32 [N, D], [M, D]
// random  draws the subsets
// throws  Error if N or M < 2
KernelDistance kernel_distance(const torch::Tensor& x, const torch::Tensor& y, Random random);

}  // namespace gan
