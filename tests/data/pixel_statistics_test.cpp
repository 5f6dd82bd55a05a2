#include "core/data/pixel_statistics.h"

#include <gmock/gmock.h>

#include <cmath>

namespace gan {
namespace {

using testing::ElementsAre;

}  // namespace

TEST(PixelStatistics, AreThoseOfAllPixelsAndOfEachChannel) {
  Images images;
  images.pixels = torch::tensor({10, 20, 30, 40, 50, 250, 3, 5, 7, 9, 11, 21}, torch::kUInt8)
                      .view({2, 3, 1, 2});
  const PixelStatistics pixels = measure_pixels(images);
  EXPECT_EQ(pixels.least, 3);
  EXPECT_EQ(pixels.most, 250);
  EXPECT_DOUBLE_EQ(pixels.mean, 456.0 / 12);
  EXPECT_THAT(pixels.channel_means, ElementsAre(38.0 / 4, 86.0 / 4, 332.0 / 4));
  // The squares' sum is 68726, so the variance is 68726 / 12 - 38^2.
  EXPECT_NEAR(pixels.deviation, std::sqrt(68726.0 / 12 - 38 * 38), 1e-9);
}

TEST(PixelStatistics, AreTheSameForPixelsInAnotherOrder) {
  Images images;
  images.pixels = (torch::arange(5 * 7 * 3 * 4) * 7 % 256).to(torch::kUInt8).view({5, 7, 4, 3});
  images.pixels = images.pixels.permute({0, 3, 1, 2});
  Images packed;
  packed.pixels = images.pixels.contiguous();
  EXPECT_EQ(measure_pixels(images).channel_means, measure_pixels(packed).channel_means);
}

TEST(PixelStatistics, TellHowFarTheyAre) {
  Images images;
  images.pixels = torch::full({3, 1, 2048, 1024}, 9, torch::kUInt8);
  std::vector<uint64_t> told;
  const PixelStatistics pixels = measure_pixels(images, [&](uint64_t done, uint64_t total) {
    EXPECT_EQ(total, 3U << 21);
    told.push_back(done);
  });
  EXPECT_THAT(told, ElementsAre(2U << 21, 3U << 21));
  EXPECT_EQ(pixels.least, 9);
  EXPECT_EQ(pixels.most, 9);
  EXPECT_EQ(pixels.deviation, 0);
}

}  // namespace gan
