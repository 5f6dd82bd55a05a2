#include "core/models/latent_space.h"

#include <gtest/gtest.h>

#include <cmath>

namespace gan {

namespace {

bool is_close(const torch::Tensor& a, const torch::Tensor& b) {
  return torch::allclose(a, b, 1e-6, 1e-6);
}

}  // namespace

TEST(InterpolateLatents, TurnsAtAConstantRateAndChangesLengthAtOne) {
  // A quarter turn from (2, 0) to (0, 4), in three steps of 30 degrees.
  const torch::Tensor way =
      interpolate_latents(torch::tensor({2.0F, 0.0F}), torch::tensor({0.0F, 4.0F}), 3);
  const auto third = static_cast<float>(2 + 2.0 / 3);
  const auto root = static_cast<float>(std::sqrt(3) / 2);
  EXPECT_TRUE(is_close(way[0], torch::tensor({2.0F, 0.0F})));
  EXPECT_TRUE(is_close(way[1], torch::tensor({third * root, third / 2})));
  EXPECT_TRUE(is_close(way[2], torch::tensor({(third + 2.0F / 3) / 2, (third + 2.0F / 3) * root})));
}

TEST(InterpolateLatents, BeginsAtTheFirstToTheBit) {
  const torch::Tensor a = torch::linspace(-1.7, 2.3, 100);
  const torch::Tensor b = torch::linspace(0.3, -0.9, 100);
  EXPECT_TRUE(torch::equal(interpolate_latents(a, b, 7)[0], a));
}

TEST(InterpolateLatents, GoesStraightWhereThereIsNoArc) {
  const torch::Tensor a = torch::tensor({1.0F, 2.0F});
  EXPECT_TRUE(is_close(interpolate_latents(a, a, 2)[1], a));
  EXPECT_TRUE(is_close(interpolate_latents(a, -a, 2)[1], torch::zeros({2})));
  EXPECT_TRUE(is_close(interpolate_latents(a, torch::zeros({2}), 2)[1], a / 2) ||
              interpolate_latents(a, torch::zeros({2}), 2).isfinite().all().item<bool>());
}

TEST(SpanLatents, HasTheThreeAtItsCornersAndTheirLengthsBetween) {
  const torch::Tensor plane =
      span_latents(torch::tensor({3.0F, 0.0F, 0.0F}), torch::tensor({0.0F, 5.0F, 0.0F}),
                   torch::tensor({0.0F, 0.0F, 3.0F}), 3);
  EXPECT_TRUE(is_close(plane[0], torch::tensor({3.0F, 0.0F, 0.0F})));
  EXPECT_TRUE(is_close(plane[2], torch::tensor({0.0F, 5.0F, 0.0F})));
  EXPECT_TRUE(is_close(plane[6], torch::tensor({0.0F, 0.0F, 3.0F})));
  // Half way along the top: the middle (1.5, 2.5, 0) at length 4.
  const auto length = static_cast<float>(4 / std::sqrt(1.5 * 1.5 + 2.5 * 2.5));
  EXPECT_TRUE(is_close(plane[1], torch::tensor({1.5F, 2.5F, 0.0F}) * length));
}

}  // namespace gan
