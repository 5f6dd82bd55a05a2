#include "core/losses/gradient_penalty.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

namespace gan {
namespace {

// D(x) = a . x + b (c . x)^2 / 2, whose gradient is a + b (c . x) c.
struct Quadratic {
  torch::Tensor a = torch::tensor({0.5, -1.0}, torch::kFloat64).requires_grad_();
  torch::Tensor b = torch::tensor(2.0, torch::kFloat64).requires_grad_();
  torch::Tensor c = torch::tensor({1.0, 3.0}, torch::kFloat64);

  torch::Tensor forward(const torch::Tensor& images) const {
    const torch::Tensor x = images.flatten(1);
    return (x.mv(a) + b / 2 * x.mv(c).square()).unsqueeze(1);
  }
};

torch::Tensor two_images() {
  return torch::tensor({1.0, 0.0, 0.5, -0.5}, torch::kFloat64).view({2, 1, 1, 2}).requires_grad_();
}

}  // namespace

TEST(GradientPenalty, IsTheSquaredNormOfEachImagesOwnGradient) {
  const Quadratic d;
  const torch::Tensor images = two_images();
  const torch::Tensor norms = squared_gradient_norms(d.forward(images), images);
  // c . x is 1 and -1: gradients (2.5, 5) and (-1.5, -7).
  EXPECT_NEAR(norms[0].item<double>(), 2.5 * 2.5 + 5 * 5, 1e-12);
  EXPECT_NEAR(norms[1].item<double>(), 1.5 * 1.5 + 7 * 7, 1e-12);
}

TEST(GradientPenalty, HasTheSecondDerivativesWorkedOutByHand) {
  const Quadratic d;
  const torch::Tensor images = two_images();
  const torch::Tensor norms = squared_gradient_norms(d.forward(images), images);
  const auto gradients = torch::autograd::grad({norms.sum()}, {d.a, d.b});
  // d|g|^2/da = 2 g, d|g|^2/db = 2 (c . x) (g . c), summed over both images.
  EXPECT_NEAR(gradients[0][0].item<double>(), 2 * (2.5 - 1.5), 1e-12);
  EXPECT_NEAR(gradients[0][1].item<double>(), 2 * (5 - 7.0), 1e-12);
  EXPECT_NEAR(gradients[1].item<double>(), 2 * (2.5 + 15) - 2 * (-1.5 - 21), 1e-12);
}

TEST(GradientPenalty, OfWganIsCentredAtANormOfOne) {
  const torch::Tensor squares = torch::tensor({4.0, 1.0, 0.0}, torch::kFloat64).requires_grad_();
  const torch::Tensor penalty = one_centred_penalty(squares);
  EXPECT_NEAR(penalty.item<double>(), (1 + 0 + 1) / 3.0, 1e-5);
  const torch::Tensor gradient = torch::autograd::grad({penalty}, {squares})[0];
  EXPECT_NEAR(gradient[0].item<double>(), 1.0 / 6, 1e-9);  // (n - 1) / n / 3, n = 2
  EXPECT_NEAR(gradient[1].item<double>(), 0, 1e-9);
  EXPECT_TRUE(std::isfinite(gradient[2].item<double>()));
}

TEST(Interpolation, LiesBetweenTheTwoImages) {
  const torch::Tensor x = torch::ones({2, 1, 1, 2});
  const torch::Tensor between = interpolate(torch::tensor({0.25F, 1.0F}), x, -x);
  EXPECT_FLOAT_EQ(between[0][0][0][1].item<float>(), -0.5F);
  EXPECT_FLOAT_EQ(between[1][0][0][0].item<float>(), 1);
}

}  // namespace gan
