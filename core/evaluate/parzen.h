// The Parzen-window estimate of the log-likelihood of real images, by the protocol of Breuleux et
// al. 2011 as used by Goodfellow et al. 2014 (arXiv:1406.2661, section 5): a Gaussian around each
// sample, of the width that fits validation images best. Theis et al. 2016 (arXiv:1511.01844) show
// that it says little; it is here for comparison with the first GANs.
#pragma once

#include <torch/types.h>

#include <vector>

namespace gan {

// ln p(x) of images x, with p(x) = mean_i N(x; c_i, sigma^2 I) and pixels in [0, 1].
// pixels, centres  uint8 [N, C, H, W], [M, C, H, W]
// returns          float64 [sigmas, N], nats
torch::Tensor parzen_log_likelihoods(const torch::Tensor& pixels, const torch::Tensor& centres,
                                     const std::vector<double>& sigmas);

struct ParzenEstimate {
  double mean;            // nats per image
  double standard_error;  // std / sqrt(N)
  double sigma;
};

// Sigma is chosen from ten values from 0.1 to 1, evenly spaced on a log scale: the one that gives
// the validation images the highest mean log-likelihood.
// pixels, validation, centres  uint8 [.., H, W]
ParzenEstimate estimate_parzen(const torch::Tensor& pixels, const torch::Tensor& validation,
                               const torch::Tensor& centres);

}  // namespace gan
