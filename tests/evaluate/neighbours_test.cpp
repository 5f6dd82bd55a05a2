#include "core/evaluate/neighbours.h"

#include <gmock/gmock.h>

#include "tests/temporary_folder.h"

namespace gan {
namespace {

Manifold manifold(const std::vector<float>& points) {
  return make_manifold(torch::tensor(points).unsqueeze(1));
}

// 0 .. 9, whose fifth neighbours are 5, 4, 3, 3, 3, 3, 3, 3, 4, 5 away.
Manifold line() { return manifold({0, 1, 2, 3, 4, 5, 6, 7, 8, 9}); }

void expect_overlap(const Overlap& overlap, double precision, double recall, double density,
                    double coverage) {
  EXPECT_NEAR(overlap.precision, precision, 1e-12);
  EXPECT_NEAR(overlap.recall, recall, 1e-12);
  EXPECT_NEAR(overlap.density, density, 1e-12);
  EXPECT_NEAR(overlap.coverage, coverage, 1e-12);
}

}  // namespace

TEST(Neighbours, ABallReachesTheFifthOtherPoint) {
  const torch::Tensor expected =
      torch::tensor({25.0F, 16.0F, 9.0F, 9.0F, 9.0F, 9.0F, 9.0F, 9.0F, 16.0F, 25.0F});
  EXPECT_TRUE(torch::allclose(line().squared_radii, expected));
}

TEST(Neighbours, EqualSetsCoverEachOther) {
  // Of the ten balls, six hold 6 points and four hold 7.
  expect_overlap(compare_manifolds(line(), line()), 1, 1, 64 / 50.0, 1);
}

TEST(Neighbours, SetsFarApartDoNotMeet) {
  const Manifold far = manifold({100, 101, 102, 103, 104, 105, 106, 107, 108, 109});
  expect_overlap(compare_manifolds(line(), far), 0, 0, 0, 0);
}

TEST(Neighbours, HalfOfTheSamplesFarAway) {
  // 0 .. 4 lie in 4, 5, 6, 7 and 10 balls, and their own balls reach the far ones.
  const Manifold samples = manifold({0, 1, 2, 3, 4, 100, 101, 102, 103, 104});
  expect_overlap(compare_manifolds(line(), samples), 0.5, 1, 32 / 50.0, 1);
}

TEST(Neighbours, ACollapsedGeneratorIsPreciseAndRecallsNothing) {
  expect_overlap(compare_manifolds(line(), manifold(std::vector<float>(10, 0))), 1, 0.1, 40 / 50.0,
                 0.4);
}

TEST(Neighbours, BlocksOfRowsAddUp) {
  // Two clusters of 1,250 points, a block and a quarter each; the samples cover only the first.
  const torch::Tensor cluster = torch::arange(1250).unsqueeze(1).to(torch::kFloat32);
  const Manifold real = make_manifold(torch::cat({cluster, cluster + 1e4}));
  const Overlap overlap =
      compare_manifolds(real, make_manifold(torch::cat({cluster, cluster + 0.5})));
  EXPECT_EQ(overlap.precision, 1);
  EXPECT_NEAR(overlap.recall, 0.5, 1e-3);
  EXPECT_NEAR(overlap.coverage, 0.5, 1e-3);
}

TEST(Neighbours, NeedTwiceKImages) {
  EXPECT_THAT(message_of([] {
                manifold({0, 1, 2, 3, 4, 5, 6, 7, 8});
              }),
              testing::HasSubstr("needs at least 10 images, got 9"));
}

}  // namespace gan
