// The Parzen-window estimate of the log-likelihood of real images, by the protocol of Breuleux et
// al. 2011 as Goodfellow et al. 2014 (arXiv:1406.2661, section 5) used it: a Gaussian around each
// sample, of the width that suits validation images best. Theis et al. 2016 (arXiv:1511.01844) show
// how little it says; it is here because the first GANs are known by it.
#pragma once

#include <torch/types.h>

#include <vector>

namespace gan {

// ln p(x), p(x) = mean_i N(x; c_i, sigma^2 I), of pixels in [0, 1].
// pixels, centres  uint8 [N, H, W], [M, H, W]
// returns          float64 [sigmas, N], nats
torch::Tensor parzen_log_likelihoods(const torch::Tensor& pixels, const torch::Tensor& centres,
                                     const std::vector<double>& sigmas);

struct ParzenEstimate {
  double mean;            // nats an image
  double standard_error;  // std / sqrt(N)
  double sigma;
};

// sigma  of ten from 0.1 to 1, evenly spaced in their logarithms, the one under which validation
//        images are likeliest on average
ParzenEstimate estimate_parzen(const torch::Tensor& pixels, const torch::Tensor& validation,
                               const torch::Tensor& centres);

}  // namespace gan
