#include "core/evaluate/parzen.h"

#include <cmath>

#include "core/evaluate/distances.h"

namespace gan {
namespace {

constexpr int64_t kRowsOfPixels = 1000;
constexpr double kTwoPi = 6.283185307179586;

// numpy.logspace(-1, 0, 10)
std::vector<double> candidate_sigmas() {
  std::vector<double> sigmas;
  for (int i = 0; i < 10; ++i) sigmas.push_back(std::pow(10.0, -1 + i / 9.0));
  return sigmas;
}

}  // namespace

torch::Tensor parzen_log_likelihoods(const torch::Tensor& pixels, const torch::Tensor& centres,
                                     const std::vector<double>& sigmas) {
  const torch::Tensor centre_rows = to_rows(centres);
  const SquaredDistances to_centres(centre_rows);
  const auto count = static_cast<double>(centre_rows.size(0));
  const auto dimensions = static_cast<double>(centre_rows.size(1));
  std::vector<torch::Tensor> blocks;
  for (const torch::Tensor& block : pixels.split(kRowsOfPixels)) {
    const torch::Tensor distances = to_centres.of(to_rows(block));
    std::vector<torch::Tensor> rows;
    for (const double sigma : sigmas) {
      const double normaliser = std::log(count) + dimensions / 2 * std::log(kTwoPi * sigma * sigma);
      const torch::Tensor exponents = distances * (-0.5 / (sigma * sigma));
      rows.push_back(exponents.logsumexp(1).to(torch::kFloat64) - normaliser);
    }
    blocks.push_back(torch::stack(rows));
  }
  return torch::cat(blocks, 1);
}

ParzenEstimate estimate_parzen(const torch::Tensor& pixels, const torch::Tensor& validation,
                               const torch::Tensor& centres) {
  const std::vector<double> sigmas = candidate_sigmas();
  const torch::Tensor by_sigma = parzen_log_likelihoods(validation, centres, sigmas).mean(1);
  const double sigma = sigmas[static_cast<size_t>(by_sigma.argmax().item<int64_t>())];
  const torch::Tensor likelihoods = parzen_log_likelihoods(pixels, centres, {sigma})[0];
  const double deviation = likelihoods.std(/*unbiased=*/false).item<double>();
  return {likelihoods.mean().item<double>(),
          deviation / std::sqrt(static_cast<double>(pixels.size(0))), sigma};
}

}  // namespace gan
