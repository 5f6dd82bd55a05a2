#include "core/pictures/image_grid.h"

#include <gmock/gmock.h>

#include "tests/temporary_folder.h"

namespace gan {
namespace {

constexpr int kGrey = 96;

torch::Tensor pixels_of(const std::vector<int64_t>& values, const std::vector<int64_t>& shape) {
  return torch::tensor(values).to(torch::kUInt8).view(shape);
}

}  // namespace

TEST(ToPixels, RescalesFromMinusOneToOne) {
  const torch::Tensor images = torch::tensor({-1.0F, -0.5F, 0.0F, 1.0F}).view({1, 1, 2, 2});
  EXPECT_TRUE(torch::equal(to_pixels(images), pixels_of({0, 64, 128, 255}, {1, 1, 2, 2})));
  const torch::Tensor beyond = torch::tensor({-1.5F, 2.0F}).view({1, 1, 1, 2});
  EXPECT_TRUE(torch::equal(to_pixels(beyond), pixels_of({0, 255}, {1, 1, 1, 2})));
}

TEST(MakeGrid, LaysOutRowsWithPadding) {
  const torch::Tensor grid = make_grid(pixels_of({1, 2, 3}, {3, 1, 1, 1}), 2, 1, 1);
  EXPECT_TRUE(torch::equal(grid, pixels_of({kGrey, kGrey, kGrey, kGrey, kGrey,  //
                                            kGrey, 1,     kGrey, 2,     kGrey,  //
                                            kGrey, kGrey, kGrey, kGrey, kGrey,  //
                                            kGrey, 3,     kGrey, kGrey, kGrey,  //
                                            kGrey, kGrey, kGrey, kGrey, kGrey},
                                           {1, 5, 5})));
}

TEST(MakeGrid, KeepsTheChannelsApart) {
  const torch::Tensor grid = make_grid(pixels_of({1, 2, 3, 4, 5, 6}, {2, 3, 1, 1}), 2, 0, 1);
  EXPECT_TRUE(torch::equal(grid, pixels_of({1, 4, 2, 5, 3, 6}, {3, 1, 2})));
}

TEST(MakeGrid, RepeatsPixelsWhenScaled) {
  EXPECT_TRUE(torch::equal(make_grid(pixels_of({1, 2}, {1, 1, 1, 2}), 1, 0, 2),
                           pixels_of({1, 1, 2, 2, 1, 1, 2, 2}, {1, 2, 4})));
}

TEST(MakeGrid, RefusesWhatNoPngHolds) {
  const torch::Tensor images = torch::zeros({70'000, 1, 1, 1}, torch::kUInt8);
  EXPECT_THAT(message_of([&] { make_grid(images, 70'000, 0, 1); }),
              testing::HasSubstr("got 70000 x 1"));
  EXPECT_THAT(
      message_of([] { compute_grid_size(8 * 8, 1449, 1449, 8, 0, 1); }),
      testing::AllOf(testing::HasSubstr("134217728"), testing::HasSubstr("got 11592 x 11592")));
  EXPECT_EQ(compute_grid_size(8 * 8, 1448, 1448, 8, 0, 1).width, 11584);
}

}  // namespace gan
