#include "core/sources/split.h"

#include <gmock/gmock.h>

#include <algorithm>

namespace gan {
namespace {

using testing::ElementsAre;

// Images of one pixel, whose value is their number; the class is the number modulo 3.
DataSet numbered_set(int64_t count, int64_t channels = 1) {
  DataSet set;
  set.images.pixels =
      torch::arange(count).to(torch::kUInt8).view({count, 1, 1, 1}).repeat({1, channels, 1, 1});
  set.images.crc32 = checksum_pixels(set.images.pixels);
  set.labels = make_labels(torch::arange(count) % 3);
  return set;
}

std::vector<int> numbers_of(const DataSet& set) {
  const torch::Tensor numbers = set.images.pixels.select(1, 0).reshape({-1});
  return {numbers.data_ptr<uint8_t>(), numbers.data_ptr<uint8_t>() + numbers.numel()};
}

}  // namespace

TEST(Split, TakesATenthAtMostTenThousand) {
  EXPECT_EQ(default_validation_count(2), 1);
  EXPECT_EQ(default_validation_count(50), 5);
  EXPECT_EQ(default_validation_count(1'000'000), 10'000);
}

TEST(Split, DividesTheImagesAndKeepsTheirOrder) {
  DataSet rest = numbered_set(100);
  const uint32_t crc32 = rest.images.crc32;
  const DataSet aside = split_off(rest, 30, 1);
  std::vector<int> kept = numbers_of(rest), taken = numbers_of(aside);
  EXPECT_TRUE(std::is_sorted(kept.begin(), kept.end()));
  EXPECT_TRUE(std::is_sorted(taken.begin(), taken.end()));
  EXPECT_EQ(taken.size(), 30U);
  std::vector<int> all;
  std::merge(kept.begin(), kept.end(), taken.begin(), taken.end(), std::back_inserter(all));
  EXPECT_EQ(all, numbers_of(numbered_set(100)));
  EXPECT_NE(rest.images.crc32, crc32);
  EXPECT_EQ(rest.images.crc32, checksum_pixels(rest.images.pixels));
  EXPECT_EQ(aside.images.crc32, checksum_pixels(aside.images.pixels));
  for (const DataSet& set : {rest, aside}) {
    EXPECT_THAT(set.labels->names, ElementsAre("0", "1", "2"));
    EXPECT_EQ(set.labels->crc32, checksum_labels(set.labels->values));
    for (int64_t i = 0; i < set.count(); ++i)
      EXPECT_EQ(set.labels->values[i].item<int64_t>(), numbers_of(set)[static_cast<size_t>(i)] % 3);
  }
}

TEST(Split, DependsOnTheSeedAlone) {
  DataSet a = numbered_set(50), b = numbered_set(50), c = numbered_set(50);
  const std::vector<int> first = numbers_of(split_off(a, 10, 1));
  EXPECT_EQ(numbers_of(split_off(b, 10, 1)), first);
  EXPECT_NE(numbers_of(split_off(c, 10, 2)), first);
}

TEST(Split, KeepsChannelsThatAreOneInMemory) {
  DataSet rest = numbered_set(20);
  rest.images.pixels = rest.images.pixels.expand({20, 3, 1, 1});
  const DataSet aside = split_off(rest, 5, 1);
  DataSet plain = numbered_set(20, 3);
  const DataSet plain_aside = split_off(plain, 5, 1);
  EXPECT_TRUE(torch::equal(rest.images.pixels, plain.images.pixels));
  EXPECT_TRUE(torch::equal(aside.images.pixels, plain_aside.images.pixels));
  EXPECT_EQ(aside.images.pixels.stride(1), 0);
}

}  // namespace gan
