#include "core/evaluate/parzen.h"

#include <gmock/gmock.h>

#include <cmath>

namespace gan {
namespace {

constexpr double kTwoPi = 6.283185307179586;

torch::Tensor grey(const std::vector<int64_t>& values) {
  return torch::tensor(values).to(torch::kUInt8).view({-1, 1, 1}).expand({-1, 2, 2});
}

}  // namespace

TEST(Parzen, OfOneCentreIsAGaussian) {
  // 51 / 255 = 0.2 in each of four pixels.
  const torch::Tensor likelihoods = parzen_log_likelihoods(grey({0, 51}), grey({0}), {0.5, 1});
  EXPECT_NEAR(likelihoods[0][0].item<double>(), -2 * std::log(kTwoPi * 0.25), 1e-5);
  EXPECT_NEAR(likelihoods[0][1].item<double>(), -2 * std::log(kTwoPi * 0.25) - 0.16 / 0.5, 1e-5);
  EXPECT_NEAR(likelihoods[1][1].item<double>(), -2 * std::log(kTwoPi) - 0.16 / 2, 1e-5);
}

TEST(Parzen, OfTwoCentresIsTheMeanOfTheirDensities) {
  const double likelihood =
      parzen_log_likelihoods(grey({0}), grey({0, 255}), {1})[0][0].item<double>();
  EXPECT_NEAR(likelihood, -2 * std::log(kTwoPi) + std::log((1 + std::exp(-2.0)) / 2), 1e-5);
}

TEST(Parzen, TakesTheWidthThatSuitsTheValidationImages) {
  // Four pixels are 0.2 off the centre. Of sigma = 0.1, 0.129, 0.167, 0.215, 0.278, ..., the fourth
  // gives the highest likelihood.
  const ParzenEstimate estimate = estimate_parzen(grey({0, 51}), grey({51}), grey({0}));
  EXPECT_NEAR(estimate.sigma, std::pow(10, -6.0 / 9), 1e-12);
  const double at_centre = -2 * std::log(kTwoPi * estimate.sigma * estimate.sigma);
  const double fall = 0.16 / (2 * estimate.sigma * estimate.sigma);
  EXPECT_NEAR(estimate.mean, at_centre - fall / 2, 1e-5);
  EXPECT_NEAR(estimate.standard_error, fall / 2 / std::sqrt(2.0), 1e-5);
}

}  // namespace gan
