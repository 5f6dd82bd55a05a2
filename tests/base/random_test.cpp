#include "core/base/random.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>
#include <set>
#include <vector>

namespace gan {
namespace {

std::vector<float> normals(uint64_t seed, Stream stream, uint64_t index, int64_t count) {
  std::vector<float> values(static_cast<size_t>(count));
  Random(seed, stream, index).fill_normal(values.data(), count);
  return values;
}

}  // namespace

TEST(Random, IsAFunctionOfItsAddress) {
  const auto base = normals(1, Stream::kSamples, 5, 8);
  EXPECT_EQ(base, normals(1, Stream::kSamples, 5, 8));
  EXPECT_NE(base, normals(2, Stream::kSamples, 5, 8));
  EXPECT_NE(base, normals(1, Stream::kLabels, 5, 8));
  EXPECT_NE(base, normals(1, Stream::kSamples, 6, 8));
}

TEST(Random, GivesTheSamePrefixWhateverTheCount) {
  const auto nine = normals(3, Stream::kSamples, 0, 9);
  const auto four = normals(3, Stream::kSamples, 0, 4);
  EXPECT_TRUE(std::equal(four.begin(), four.end(), nine.begin()));
}

TEST(Random, BeginsAnywhereInASequence) {
  std::vector<float> whole(40);
  Random(7, Stream::kSamples, 3).fill_normal(whole.data(), 40);
  std::vector<float> rest(28);
  Random(7, Stream::kSamples, 3, 12).fill_normal(rest.data(), 28);
  EXPECT_EQ(rest, std::vector<float>(whole.begin() + 12, whole.end()));
}

TEST(Random, NormalsHaveTheMomentsOfANormal) {
  constexpr int64_t kCount = 200'000;
  const auto values = normals(7, Stream::kSamples, 0, kCount);
  std::vector<double> moments(5);
  for (const float value : values)
    for (size_t power = 1; power <= 4; ++power)
      moments[power] += std::pow(value, static_cast<double>(power)) / kCount;
  EXPECT_NEAR(moments[1], 0, 0.01);  // standard errors: 0.002, 0.003, 0.009, 0.022
  EXPECT_NEAR(moments[2], 1, 0.015);
  EXPECT_NEAR(moments[3], 0, 0.04);
  EXPECT_NEAR(moments[4], 3, 0.1);
}

TEST(Random, UniformsFillTheirIntervalAndNeverReachItsEnd) {
  std::vector<float> values(100'000);
  Random(1, Stream::kLabels, 0).fill_uniform(values.data(), 100'000, 0.8F, 1.0F);
  const auto [low, high] = std::minmax_element(values.begin(), values.end());
  EXPECT_GE(*low, 0.8F);
  EXPECT_LT(*high, 1.0F);
  EXPECT_NEAR(*low, 0.8, 1e-4);
  EXPECT_NEAR(*high, 1.0, 1e-4);
  EXPECT_NEAR(std::accumulate(values.begin(), values.end(), 0.0) / 1e5, 0.9, 1e-3);
}

TEST(Random, BelowReachesEveryNumberEquallyOften) {
  Random random(1, Stream::kShuffle, 0);
  std::vector<int> counts(6);
  for (int i = 0; i < 60'000; ++i) ++counts.at(random.below(6));
  for (const int count : counts) EXPECT_NEAR(count, 10'000, 500);
}

}  // namespace gan
