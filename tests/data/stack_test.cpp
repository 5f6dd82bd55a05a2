#include "core/data/stack.h"

#include <gmock/gmock.h>

#include "core/base/random.h"
#include "tests/temporary_folder.h"

namespace gan {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr int64_t kImages = 5;

// Image i is of 2 x 1 pixels, 10 i and 10 i + 1, and of class i % 3.
DataSet make_grey_set(const std::vector<std::string>& names) {
  DataSet data;
  data.images.pixels =
      torch::tensor({0, 1, 10, 11, 20, 21, 30, 31, 40, 41}, torch::kUInt8).view({kImages, 1, 2, 1});
  data.labels = Labels{torch::tensor({0, 1, 2, 0, 1}, torch::kInt64), names};
  return data;
}

std::string error_of_stacking(const DataSet& data, int64_t count = 1) {
  return message_of([&] { stack_images(data, count, 1); });
}

}  // namespace

TEST(Stack, ChannelsAreTheImagesThatAreDrawnByAddress) {
  const DataSet data = make_grey_set({"1", "5", "9"});
  const DataSet stacked = stack_images(data, 2000, 7);
  ASSERT_EQ(stacked.count(), 2000);
  EXPECT_EQ(stacked.shape(), (ImageShape{3, 2, 1}));
  EXPECT_EQ(stacked.labels->parts, 3);
  ASSERT_EQ(stacked.labels->classes(), 27);
  EXPECT_EQ(stacked.labels->names[2 * 9 + 0 * 3 + 1], "9 1 5");
  for (int64_t i = 0; i < 2000; ++i) {
    Random random(7, Stream::kStack, static_cast<uint64_t>(i));
    int64_t expected_class = 0;
    for (int64_t channel = 0; channel < 3; ++channel) {
      const auto drawn = static_cast<int64_t>(random.below(kImages));
      ASSERT_EQ(stacked.images.pixels[i][channel][0][0].item<int64_t>(), 10 * drawn);
      ASSERT_EQ(stacked.images.pixels[i][channel][1][0].item<int64_t>(), 10 * drawn + 1);
      expected_class = expected_class * 3 + drawn % 3;
    }
    ASSERT_EQ(stacked.labels->values[i].item<int64_t>(), expected_class);
  }
  EXPECT_EQ(stacked.images.crc32, checksum_pixels(stacked.images.pixels));
  EXPECT_EQ(stacked.labels->crc32, checksum_labels(stacked.labels->values));
}

TEST(Stack, EveryTripleOfImagesIsDrawnAsOftenAsItShould) {
  const DataSet stacked = stack_images(make_grey_set({"0", "1", "2"}), 50000, 1);
  const torch::Tensor drawn =
      stacked.images.pixels.select(2, 0).view({-1, 3}).to(torch::kInt64).div(10, "floor");
  const torch::Tensor triple =
      drawn.select(1, 0) * 25 + drawn.select(1, 1) * 5 + drawn.select(1, 2);
  const torch::Tensor counts = torch::bincount(triple, {}, 125);
  // 400 of each are expected, with a standard deviation of 20.
  EXPECT_GT(counts.min().item<int64_t>(), 300);
  EXPECT_LT(counts.max().item<int64_t>(), 500);
}

TEST(Stack, AnImageDoesNotDependOnTheCount) {
  const DataSet data = make_grey_set({"0", "1", "2"});
  const DataSet few = stack_images(data, 3, 7), many = stack_images(data, 1500, 7);
  EXPECT_TRUE(torch::equal(few.images.pixels, many.images.pixels.narrow(0, 0, 3)));
  EXPECT_TRUE(torch::equal(few.labels->values, many.labels->values.narrow(0, 0, 3)));
  EXPECT_NE(stack_images(data, 1500, 8).images.crc32, many.images.crc32);
}

TEST(Stack, PartsOfOtherNamesAreNumbered) {
  for (const std::vector<std::string>& names :
       {std::vector<std::string>{"cat", "dog", "cow"}, {"1", "01", "2"}, {"", "0", "1"}})
    EXPECT_EQ(stack_images(make_grey_set(names), 1, 1).labels->names[1 * 9 + 2 * 3], "1 2 0");
}

TEST(Stack, RefusesWhatCannotBeStacked) {
  DataSet colour = make_grey_set({"0", "1", "2"});
  colour.images.pixels = colour.images.pixels.expand({kImages, 3, 2, 1});
  EXPECT_THAT(error_of_stacking(colour), HasSubstr("must be grey to be stacked, got 2 x 1 in col"));
  DataSet plain = make_grey_set({"0", "1", "2"});
  plain.labels.reset();
  EXPECT_THAT(error_of_stacking(plain), HasSubstr("must have labels"));
  DataSet parts = make_grey_set({"0", "1", "2"});
  parts.labels->parts = 3;
  EXPECT_THAT(error_of_stacking(parts), HasSubstr("got 3 parts"));
  EXPECT_THAT(error_of_stacking(make_grey_set(std::vector<std::string>(41, "x"))),
              HasSubstr("at most 40 classes"));
  EXPECT_THAT(error_of_stacking(make_grey_set({"0", "1", "2"}), int64_t{1} << 60),
              HasSubstr("got 1152921504606846976; ask for fewer"));
}

}  // namespace gan
