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
  torch::Tensor pixels = torch::arange(256).to(torch::kUInt8).view({4, 1, 8, 8});
  const std::vector<int64_t> rows = {3, 0};
  const torch::Tensor images = gather_images(pixels, rows.data(), 2);
  EXPECT_EQ(images.sizes(), (std::vector<int64_t>{2, 1, 8, 8}));
  EXPECT_EQ(images[1][0][0][0].item<float>(), -1.0F);
  EXPECT_EQ(images[0][0][7][7].item<float>(), 1.0F);
  const torch::Tensor expected =
      pixels.index_select(0, torch::tensor(rows)).to(torch::kFloat32).div(255).sub(0.5).div(0.5);
  EXPECT_TRUE(torch::equal(images, expected));
}

TEST(GatherImages, MirrorsThoseThatAreAskedFor) {
  const torch::Tensor pixels = torch::arange(36).to(torch::kUInt8).view({2, 3, 2, 3});
  const std::vector<int64_t> rows = {1, 1, 0};
  const std::vector<uint8_t> mirrored = {1, 0, 2};
  const torch::Tensor images = gather_images(pixels, rows.data(), 3, mirrored.data());
  const torch::Tensor straight = gather_images(pixels, rows.data(), 3);
  EXPECT_TRUE(torch::equal(images[0], straight[0].flip({2})));
  EXPECT_TRUE(torch::equal(images[1], straight[1]));
  EXPECT_TRUE(torch::equal(images[2], straight[2].flip({2})));
  EXPECT_EQ(images[0][0][0][0].item<float>(), (20 / 255.0F - 0.5F) / 0.5F) << "of 18, 19, 20";
}

TEST(GatherImages, TakesAnyStrides) {
  const torch::Tensor stored = torch::arange(4 * 5 * 2 * 3).to(torch::kUInt8).view({4, 5, 2, 3});
  const std::vector<int64_t> rows = {2, 0, 3};
  const std::vector<uint8_t> mirrored = {0, 1, 1};
  for (const torch::Tensor& view :
       {stored.permute({0, 3, 1, 2}), stored.permute({0, 3, 2, 1}), stored.slice(1, 0, 3),
        stored.slice(0, 0, 4, 1).transpose(2, 3), stored.slice(1, 1, 2).expand({4, 3, 2, 3}),
        stored.slice(3, 0, 2), stored.transpose(0, 1)})
    EXPECT_TRUE(torch::equal(gather_images(view, rows.data(), 3, mirrored.data()),
                             gather_images(view.contiguous(), rows.data(), 3, mirrored.data())))
        << view.strides();
}

TEST(GatherBatch, HasTheClassesOfItsImages) {
  DataSet data;
  data.images.pixels = torch::arange(3).to(torch::kUInt8).view({3, 1, 1, 1});
  const std::vector<int64_t> rows = {2, 0, 2};
  EXPECT_FALSE(gather_batch(data, rows.data(), 3).classes.defined());
  data.labels = make_labels(torch::tensor({9, 8, 7}));
  const Batch batch = gather_batch(data, rows.data(), 3);
  EXPECT_EQ(batch.count(), 3);
  EXPECT_TRUE(torch::equal(batch.classes, torch::tensor({0, 2, 0}, torch::kInt64)));
}

}  // namespace gan
