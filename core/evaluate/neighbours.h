// Fidelity and diversity by nearest neighbours in feature space: precision and recall of
// Kynkaanniemi et al. 2019 (arXiv:1904.06991), density and coverage of Naeem et al. 2020
// (arXiv:2002.09797).
#pragma once

#include <torch/types.h>

namespace gan {

constexpr int64_t kNeighbours = 5;  // k of both papers' formulas

// What a set is taken to cover: around each row a ball that reaches its k-th nearest other row.
struct Manifold {
  torch::Tensor features;       // float32 [N, D]
  torch::Tensor squared_radii;  // float32 [N]
};

// features  float32 [N, D]
// throws    Error if N < 2 k
Manifold make_manifold(const torch::Tensor& features);

// All but density in [0, 1], and all about 1 for sets alike that are dense enough.
struct Overlap {
  double precision;  // share of the samples that lie in a real image's ball
  double recall;     // share of the real images that lie in a sample's ball
  double density;    // how many real balls a sample lies in, over k
  double coverage;   // share of the real images whose ball holds a sample
};
Overlap compare_manifolds(const Manifold& real, const Manifold& samples);

}  // namespace gan
