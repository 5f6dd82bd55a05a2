#include "core/sources/prepare.h"

#include <gtest/gtest.h>

namespace gan {
namespace {

torch::Tensor counted(at::IntArrayRef shape) {
  return torch::arange(c10::multiply_integers(shape)).to(torch::kUInt8).view(shape);
}

}  // namespace

TEST(Prepare, LeavesImagesAsTheyAre) {
  const torch::Tensor pixels = counted({2, 3, 4, 5});
  EXPECT_TRUE(prepare_pixels(pixels, {}).is_same(pixels));
  Config::Data options;
  options.channels = ChannelOption::kColour;
  EXPECT_TRUE(prepare_pixels(pixels, options).is_same(pixels));
}

TEST(Prepare, TransposesAsAView) {
  const torch::Tensor pixels = counted({2, 1, 2, 3});
  Config::Data options;
  options.transpose = true;
  const torch::Tensor prepared = prepare_pixels(pixels, options);
  EXPECT_TRUE(prepared.is_alias_of(pixels));
  EXPECT_TRUE(torch::equal(prepared[1][0],
                           torch::tensor({6, 9, 7, 10, 8, 11}, torch::kUInt8).view({3, 2})));
}

TEST(Prepare, TurnsColourToGreyAsPillowDoes) {
  // Image.new("RGB", (1, 1), (10, 200, 30)).convert("L") and others
  const torch::Tensor pixels =
      torch::tensor({10, 200, 30, 255, 255, 255, 255, 0, 0, 0, 0, 255}, torch::kUInt8)
          .view({4, 3, 1, 1});
  Config::Data options;
  options.channels = ChannelOption::kGrey;
  EXPECT_TRUE(torch::equal(prepare_pixels(pixels, options).view({4}),
                           torch::tensor({124, 255, 76, 29}, torch::kUInt8)));
}

TEST(Prepare, TurnsGreyToColourWithoutMemory) {
  const torch::Tensor pixels = counted({2, 1, 2, 3});
  Config::Data options;
  options.channels = ChannelOption::kColour;
  const torch::Tensor prepared = prepare_pixels(pixels, options);
  EXPECT_EQ(prepared.sizes(), (std::vector<int64_t>{2, 3, 2, 3}));
  EXPECT_TRUE(prepared.is_alias_of(pixels));
  EXPECT_TRUE(torch::equal(prepared.select(1, 2), pixels.select(1, 0)));
}

TEST(Prepare, ResizesAfterTransposing) {
  const torch::Tensor pixels = counted({3, 1, 2, 6});
  Config::Data options;
  options.size = 2;
  options.transpose = true;
  const torch::Tensor prepared = prepare_pixels(pixels, options);
  EXPECT_TRUE(torch::equal(prepared, pixels.narrow(3, 2, 2).transpose(2, 3)));
}

}  // namespace gan
