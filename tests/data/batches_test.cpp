#include "core/data/batches.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace gan {

TEST(ShuffledIndices, ArePermutationsThatDependOnSeedAndEpochAlone) {
  const std::vector<int64_t> order = shuffled_indices(1000, 1, 0);
  std::vector<int64_t> sorted = order;
  std::sort(sorted.begin(), sorted.end());
  for (int64_t i = 0; i < 1000; ++i) ASSERT_EQ(sorted[static_cast<size_t>(i)], i);
  EXPECT_NE(order, sorted);
  EXPECT_EQ(order, shuffled_indices(1000, 1, 0));
  EXPECT_NE(order, shuffled_indices(1000, 1, 1));
  EXPECT_NE(order, shuffled_indices(1000, 2, 0));
}

TEST(ShuffledIndices, PutEveryIndexEverywhereEquallyOften) {
  constexpr int kEpochs = 6000;
  int counts[3][3] = {};
  for (int epoch = 0; epoch < kEpochs; ++epoch) {
    const auto order = shuffled_indices(3, 5, epoch);
    for (size_t place = 0; place < 3; ++place) ++counts[place][order[place]];
  }
  for (const auto& row : counts)
    for (const int count : row) EXPECT_NEAR(count, kEpochs / 3.0, 150);
}

TEST(GatherImages, ScalesAsTorchvisionDoes) {
  torch::Tensor pixels = torch::arange(256).to(torch::kUInt8).view({4, 8, 8});
  const std::vector<int64_t> rows = {3, 0};
  const torch::Tensor images = gather_images(pixels, rows.data(), 2);
  EXPECT_EQ(images.sizes(), (std::vector<int64_t>{2, 1, 8, 8}));
  EXPECT_EQ(images[1][0][0][0].item<float>(), -1.0F);
  EXPECT_EQ(images[0][0][7][7].item<float>(), 1.0F);
  const torch::Tensor expected =
      pixels.index_select(0, torch::tensor(rows)).to(torch::kFloat32).div(255).sub(0.5).div(0.5);
  EXPECT_TRUE(torch::equal(images.squeeze(1), expected));
}

}  // namespace gan
