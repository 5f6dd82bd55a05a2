#include "core/models/shift.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

namespace gan {

TEST(Shift, MovesAnImageDownAndToTheRightAndFillsUp) {
  const float image[] = {1, 2, 3,  //
                         4, 5, 6};
  const auto shifted = [&](int64_t down, int64_t right) {
    std::vector<float> result(6);
    shift_image(image, {1, 2, 3}, down, right, -1, result.data());
    return result;
  };
  EXPECT_EQ(shifted(0, 0), (std::vector<float>{1, 2, 3, 4, 5, 6}));
  EXPECT_EQ(shifted(1, 1), (std::vector<float>{-1, -1, -1, -1, 1, 2}));
  EXPECT_EQ(shifted(-1, -2), (std::vector<float>{6, -1, -1, -1, -1, -1}));
  EXPECT_EQ(shifted(0, 2), (std::vector<float>{-1, -1, 1, -1, -1, 4}));
  EXPECT_EQ(shifted(2, 0), std::vector<float>(6, -1));
  EXPECT_EQ(shifted(0, -9), std::vector<float>(6, -1));
}

TEST(Shift, IsTheSameForImagesInATensor) {
  torch::manual_seed(1);
  const torch::Tensor images = torch::rand({50, 3, 4, 5});
  const torch::Tensor shifts = draw_shifts(3, Stream::kGeneratorShifts, 9, 50, 6);
  const torch::Tensor shifted = Shifter({3, 4, 5}, 6, torch::kCPU).shift(images, shifts);
  ASSERT_EQ(shifted.sizes(), images.sizes());
  for (int64_t i = 0; i < 50; ++i) {
    for (int64_t c = 0; c < 3; ++c) {
      torch::Tensor expected = torch::empty({4, 5});
      shift_image(images[i][c].data_ptr<float>(), {1, 4, 5}, shifts[i][0].item<int64_t>(),
                  shifts[i][1].item<int64_t>(), -1, expected.data_ptr<float>());
      EXPECT_TRUE(torch::equal(shifted[i][c], expected)) << shifts[i];
    }
  }
}

TEST(Shift, SendsAGradientBackToWhereThePixelsCameFrom) {
  torch::manual_seed(1);
  const torch::Tensor images = torch::rand({20, 1, 4, 5}).requires_grad_();
  const torch::Tensor shifts = draw_shifts(3, Stream::kGeneratorShifts, 9, 20, 2);
  const torch::Tensor weights = torch::rand({20, 1, 4, 5});
  (Shifter({1, 4, 5}, 2, torch::kCPU).shift(images, shifts) * weights).sum().backward();
  for (int64_t i = 0; i < 20; ++i) {
    torch::Tensor expected = torch::empty({4, 5});
    shift_image(weights[i].data_ptr<float>(), {1, 4, 5}, -shifts[i][0].item<int64_t>(),
                -shifts[i][1].item<int64_t>(), 0, expected.data_ptr<float>());
    EXPECT_TRUE(torch::equal(images.grad()[i][0], expected)) << shifts[i];
  }
}

TEST(Shift, IsDrawnUniformlyByAddress) {
  const torch::Tensor shifts = draw_shifts(3, Stream::kGeneratorShifts, 9, 9000, 1);
  EXPECT_TRUE(torch::equal(shifts, draw_shifts(3, Stream::kGeneratorShifts, 9, 9000, 1)));
  EXPECT_FALSE(torch::equal(shifts, draw_shifts(3, Stream::kGeneratorShifts, 8, 9000, 1)));
  EXPECT_FALSE(torch::equal(shifts, draw_shifts(3, Stream::kDiscriminatorShifts, 9, 9000, 1)));
  // Each of the nine pairs is expected 1000 times, with a standard deviation of 30.
  const torch::Tensor counts =
      torch::bincount((shifts.select(1, 0) + 1) * 3 + shifts.select(1, 1) + 1);
  EXPECT_EQ(counts.numel(), 9);
  EXPECT_GT(counts.min().item<int64_t>(), 850);
  EXPECT_LT(counts.max().item<int64_t>(), 1150);
}

}  // namespace gan
