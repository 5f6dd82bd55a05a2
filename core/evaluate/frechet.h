// The Frechet distance between two sets of features, each modelled as a Gaussian: Heusel et al.
// 2017 (arXiv:1706.08500), eq. 6. With the judge's features it is not FID, and must not be compared
// with FID.
#pragma once

#include <torch/types.h>

namespace gan {

struct Gaussian {
  torch::Tensor mean;        // float64 [D]
  torch::Tensor covariance;  // float64 [D, D], unbiased
};

// features  float [N, D]
// throws    Error if N < 2
Gaussian fit_gaussian(const torch::Tensor& features);

// |m1 - m2|^2 + Tr(C1 + C2 - 2 (C1 C2)^(1/2)); the last trace is computed from the symmetric
// (C1^(1/2) C2 C1^(1/2))^(1/2), which has the same eigenvalues.
// returns  >= 0; 0 for equal Gaussians
double frechet_distance(const Gaussian& a, const Gaussian& b);

}  // namespace gan
