#include "core/evaluate/kernel_distance.h"

#include <gmock/gmock.h>

#include "core/evaluate/draws.h"
#include "tests/temporary_folder.h"

namespace gan {
namespace {

const Random kSubsetDraws = evaluation_random(Draw::kSubsets);

torch::Tensor normal(int64_t count, uint64_t index) {
  torch::Tensor values = torch::empty({count, 8});
  Random(1, Stream::kEvaluation, index).fill_normal(values.data_ptr<float>(), values.numel());
  return values;
}

}  // namespace

TEST(KernelDistance, OfTwoPairsByHand) {
  const torch::Tensor x = torch::tensor({{1.0F, 0.0F}, {0.0F, 1.0F}});
  const torch::Tensor y = torch::tensor({{1.0F, 1.0F}, {0.0F, 0.0F}});
  // Within each set, k = (0 / 2 + 1)^3 = 1; between them, k is twice (1 / 2 + 1)^3 and twice 1.
  const KernelDistance distance = kernel_distance(x, y, kSubsetDraws);
  EXPECT_NEAR(distance.mean, 1 + 1 - 2 * (3.375 + 1) / 2, 1e-6);
  EXPECT_NEAR(distance.deviation, 0, 1e-6);
}

TEST(KernelDistance, IsNearZeroOnlyForSimilarSets) {
  const torch::Tensor x = normal(3000, 100);
  const KernelDistance alike = kernel_distance(x, normal(3000, 101), kSubsetDraws);
  EXPECT_GT(alike.deviation, 0);
  EXPECT_LT(std::abs(alike.mean), alike.deviation);
  const KernelDistance shifted = kernel_distance(x, normal(3000, 101) + 0.5, kSubsetDraws);
  EXPECT_GT(shifted.mean, 20 * alike.deviation);
}

TEST(KernelDistance, DrawsTheSameSubsetsAgain) {
  const torch::Tensor x = normal(1500, 100), y = normal(1500, 101);
  EXPECT_EQ(kernel_distance(x, y, kSubsetDraws).mean, kernel_distance(x, y, kSubsetDraws).mean);
}

TEST(KernelDistance, NeedsTwoImages) {
  EXPECT_THAT(message_of([] { kernel_distance(normal(1, 0), normal(9, 0), kSubsetDraws); }),
              testing::HasSubstr("needs at least 2 images, got 1"));
}

}  // namespace gan
