// Fidelity and diversity by nearest neighbours in feature space: precision and recall of
// Kynkaanniemi et al. 2019 (arXiv:1904.06991), density and coverage of Naeem et al. 2020
// (arXiv:2002.09797).
#pragma once

#include <torch/types.h>

namespace gan {

// k in the formulas of both papers: 5 as in Naeem et al. Kynkaanniemi et al. take 3, with which
// precision and recall are lower. An image at exactly a ball's radius is inside, as in their eq. 1;
// in the code of Naeem et al. it is outside, which matters for copies alone.
constexpr int64_t kNeighbours = 5;

// The region that a set covers: around each row, a ball that reaches its k-th nearest other row.
struct Manifold {
  torch::Tensor features;       // float32 [N, D]
  torch::Tensor squared_radii;  // float32 [N]
};

// features  float32 [N, D]
// throws    Error if N < 2 k
Manifold make_manifold(const torch::Tensor& features);

// All except density are in [0, 1]. All are near 1 for similar sets that are dense enough.
struct Overlap {
  double precision;  // share of samples that lie in a real image's ball
  double recall;     // share of real images that lie in a sample's ball
  double density;    // mean number of real images' balls that a sample lies in, divided by k
  double coverage;   // share of real images whose ball contains a sample
};
Overlap compare_manifolds(const Manifold& real, const Manifold& samples);

}  // namespace gan
