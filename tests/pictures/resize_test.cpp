#include "core/pictures/resize.h"

#include <gtest/gtest.h>

namespace gan {

TEST(Resize, KeepsTheCentreOfWhatFits) {
  const torch::Tensor wide = torch::arange(2 * 7).to(torch::kUInt8).view({1, 2, 7});
  EXPECT_TRUE(torch::equal(resize_and_crop(wide, 2), wide.narrow(2, 2, 2)));
  const torch::Tensor high = wide.transpose(1, 2);
  EXPECT_TRUE(torch::equal(resize_and_crop(high, 2), high.narrow(1, 2, 2)));
}

TEST(Resize, AveragesWhatGetsSmaller) {
  // Stripes and checks of single pixels would alias to black or white without it.
  const torch::Tensor y = torch::arange(64).view({1, 64, 1}),
                      x = torch::arange(64).view({1, 1, 64});
  for (const torch::Tensor& pattern : {(x + 0 * y) % 2, (y + 0 * x) % 2, (x + y) % 2}) {
    const torch::Tensor small = resize_and_crop((pattern * 255).to(torch::kUInt8), 8);
    const torch::Tensor inside = small.narrow(1, 1, 6).narrow(2, 1, 6).to(torch::kInt64);
    EXPECT_LE((inside - 127).abs().max().item<int64_t>(), 3);
  }
}

TEST(Resize, KeepsColoursApartAndFlatOnesAsTheyAre) {
  const torch::Tensor colour = torch::tensor({10, 200, 0}, torch::kUInt8).view({3, 1, 1});
  for (const int64_t side : {1, 3, 8, 31, 300}) {
    for (const int64_t size : {1, 2, 8, 29, 64}) {
      const torch::Tensor resized = resize_and_crop(colour.expand({3, side, side + 5}), size);
      EXPECT_TRUE(torch::equal(resized, colour.expand({3, size, size}))) << side << " " << size;
    }
  }
}

TEST(Resize, FollowsARamp) {
  // x from 0 to 240 in steps of 16, seen at half the size: the means of two, but at the borders.
  const torch::Tensor ramp = (torch::arange(16) * 16).to(torch::kUInt8).view({1, 1, 16});
  const torch::Tensor half = resize_and_crop(ramp.expand({1, 16, 16}), 8)[0][3].to(torch::kInt64);
  EXPECT_LE((half - (torch::arange(8) * 32 + 8)).narrow(0, 1, 6).abs().max().item<int64_t>(), 1);
}

}  // namespace gan
