#include "core/evaluate/bins.h"

#include <gmock/gmock.h>

#include <cmath>

#include "core/evaluate/draws.h"
#include "tests/temporary_folder.h"

namespace gan {
namespace {

const Random kRandom = evaluation_random(Draw::kFirstCentres);

BinDifference compare(const std::vector<double>& samples, const std::vector<double>& real) {
  return compare_bins(torch::tensor(samples, torch::kFloat64),
                      torch::tensor(real, torch::kFloat64));
}

// `count` images of a single grey level.
torch::Tensor grey(int64_t count, int64_t value) {
  return torch::full({count, 2, 3}, value, torch::kUInt8);
}

}  // namespace

TEST(Bins, EqualSharesDoNotDiffer) {
  const BinDifference difference = compare({10, 20, 30, 0}, {100, 200, 300, 0});
  EXPECT_EQ(difference.ndb, 0);
  EXPECT_NEAR(difference.jensen_shannon, 0, 1e-12);
}

TEST(Bins, ADroppedBinDiffers) {
  const BinDifference difference = compare({25, 25, 25, 0}, {25, 25, 25, 25});
  EXPECT_EQ(difference.ndb, 0.25);
  // The divergence of (1, 1, 1, 0) / 3 and (1, 1, 1, 1) / 4 from their mean, (7, 7, 7, 3) / 24.
  const double expected =
      std::log(8.0 / 7) / 2 + (0.75 * std::log(6.0 / 7) + 0.25 * std::log(2.0)) / 2;
  EXPECT_NEAR(difference.jensen_shannon, expected, 1e-12);
}

TEST(Bins, DifferFromTheCriticalValueOn) {
  EXPECT_EQ(compare({63, 37}, {50, 50}).ndb, 0);  // |z| = 1.85
  EXPECT_EQ(compare({64, 36}, {50, 50}).ndb, 1);  // |z| = 2.00
}

TEST(Bins, AreWhatTheImagesFallInto) {
  const torch::Tensor pixels = torch::cat({grey(6000, 0), grey(3000, 45), grey(1000, 255)});
  const torch::Tensor centres = make_bins(pixels, 2, kRandom);
  const torch::Tensor sorted = std::get<0>(centres.sort(0));
  const torch::Tensor expected = torch::tensor({45.0F / 255 / 3, 1.0F}).unsqueeze(1).expand({2, 6});
  EXPECT_TRUE(torch::allclose(sorted, expected, 1e-4, 1e-4)) << sorted;
  EXPECT_THAT(message_of([&] { make_bins(grey(2, 0), 3, kRandom); }),
              testing::HasSubstr("needs at least 3 training images, got 2"));
}

TEST(Bins, CountTheNearestImages) {
  const torch::Tensor centres = torch::tensor({0.0F, 0.5F, 1.0F}).unsqueeze(1).expand({3, 6});
  const torch::Tensor counts = count_bins(torch::cat({grey(5000, 10), grey(7, 250)}), centres);
  EXPECT_TRUE(torch::equal(counts, torch::tensor({5000.0, 0.0, 7.0}, torch::kFloat64)));
}

}  // namespace gan
