#include "core/evaluate/real_sets.h"

#include <gmock/gmock.h>

#include <set>

namespace gan {
namespace {

// Images of one pixel, with the values 0 .. count-1.
torch::Tensor numbered(int64_t count) {
  return torch::arange(count).to(torch::kUInt8).view({count, 1, 1, 1});
}

}  // namespace

TEST(RealSets, AreDisjointAndLeaveTheLastSixth) {
  const std::vector<torch::Tensor> sets = draw_real_sets(numbered(240), 39);
  ASSERT_EQ(sets.size(), 5U);
  const torch::Tensor all = torch::cat(sets).flatten();
  EXPECT_LT(all.max().item<int64_t>(), 200);
  const auto* values = all.data_ptr<uint8_t>();
  EXPECT_EQ(std::set<int>(values, values + all.numel()).size(), 5U * 39);
}

TEST(RealSets, AreCutFromOneOrderOfTheFirstFiveSixths) {
  const torch::Tensor order = order_real_images(240);
  EXPECT_EQ(order.size(0), 200);
  const std::vector<torch::Tensor> sets = draw_real_sets(numbered(240), 39);
  EXPECT_TRUE(torch::equal(sets[1].flatten(), order.narrow(0, 39, 39).to(torch::kUInt8)));
}

TEST(RealSets, AreAsManyAsFit) {
  EXPECT_EQ(draw_real_sets(numbered(240), 100).size(), 2U);
  EXPECT_EQ(draw_real_sets(numbered(240), 201).size(), 0U);
}

TEST(RealSets, ValidationImagesOpenTheLastSixth) {
  EXPECT_TRUE(torch::equal(validation_images(numbered(60)), numbered(60).narrow(0, 50, 10)));
  const torch::Tensor many = torch::arange(9000).view({9000, 1, 1, 1});
  EXPECT_TRUE(torch::equal(validation_images(many), many.narrow(0, 7500, 1000)));
  EXPECT_EQ(validation_images(numbered(3)).size(0), 1);
}

}  // namespace gan
