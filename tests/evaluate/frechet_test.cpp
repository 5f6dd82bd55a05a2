#include "core/evaluate/frechet.h"

#include <gmock/gmock.h>

#include <cmath>

#include "tests/temporary_folder.h"

namespace gan {
namespace {

torch::Tensor doubles(const std::vector<double>& values, at::IntArrayRef shape) {
  return torch::tensor(values, torch::kFloat64).view(shape);
}

}  // namespace

TEST(Frechet, FitsTheUnbiasedCovariance) {
  const Gaussian gaussian = fit_gaussian(torch::tensor({{0.0F, 1.0F}, {2.0F, 5.0F}}));
  EXPECT_TRUE(torch::equal(gaussian.mean, doubles({1, 3}, {2})));
  EXPECT_TRUE(torch::equal(gaussian.covariance, doubles({2, 4, 4, 8}, {2, 2})));
}

TEST(Frechet, EqualSetsAreAtDistanceZero) {
  const Gaussian gaussian = fit_gaussian(torch::randn({50, 7}));
  EXPECT_NEAR(frechet_distance(gaussian, gaussian), 0, 1e-9);
}

TEST(Frechet, OfDiagonalGaussiansIsThatOfTheirStandardDeviations) {
  const Gaussian a{doubles({0, 0}, {2}), doubles({1, 0, 0, 4}, {2, 2})};
  const Gaussian b{doubles({3, 4}, {2}), doubles({9, 0, 0, 1}, {2, 2})};
  EXPECT_NEAR(frechet_distance(a, b), 25 + 4 + 1, 1e-9);
}

TEST(Frechet, OfCovariancesThatDoNotCommute) {
  // Tr (AB)^(1/2) of 2 x 2 matrices is (Tr AB + 2 det(AB)^(1/2))^(1/2), here (8 + 2 * 3)^(1/2).
  const Gaussian a{doubles({0, 0}, {2}), doubles({2, 1, 1, 2}, {2, 2})};
  const Gaussian b{doubles({0, 0}, {2}), doubles({1, 0, 0, 3}, {2, 2})};
  EXPECT_NEAR(frechet_distance(a, b), 4 + 4 - 2 * std::sqrt(14.0), 1e-9);
  EXPECT_NEAR(frechet_distance(b, a), 4 + 4 - 2 * std::sqrt(14.0), 1e-9);
}

TEST(Frechet, TakesFewerImagesThanFeatures) {
  const torch::Tensor features = torch::randn({5, 20});
  EXPECT_NEAR(frechet_distance(fit_gaussian(features), fit_gaussian(features + 1)), 20, 1e-4);
  EXPECT_THAT(message_of([&] { fit_gaussian(features.narrow(0, 0, 1)); }),
              testing::HasSubstr("needs at least 2 images, got 1"));
}

}  // namespace gan
