#include "core/pictures/exif.h"

#include <gtest/gtest.h>

#include <string>

namespace gan {
namespace {

const std::string kBegin("Exif\0\0MM\0*\0\0\0\x08\0\x01", 16);
const std::string kField("\x01\x12\0\x03\0\0\0\x01\0\x06\0\0", 12);

}  // namespace

TEST(Exif, GivesTheOrientation) {
  EXPECT_EQ(read_orientation(kBegin + kField), 6);
  const std::string other("\x01\x0f\0\x02\0\0\0\x01\0\x03\0\0", 12);
  std::string two = kBegin + other + kField;
  two[15] = 2;
  EXPECT_EQ(read_orientation(two), 6);
  const std::string little("Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x08\0\0\0", 28);
  EXPECT_EQ(read_orientation(little), 8);
}

TEST(Exif, ThatMakesNoSenseTurnsNothing) {
  const std::string whole = kBegin + kField;
  for (size_t size = 0; size < 26; ++size)
    EXPECT_EQ(read_orientation(whole.substr(0, size)), 1) << size;
  std::string far = whole;
  far.replace(10, 4, "\xff\xff\xff\xff");
  EXPECT_EQ(read_orientation(far), 1);
  std::string nine = whole;
  nine[25] = 9;
  EXPECT_EQ(read_orientation(nine), 1);
  std::string of_bytes = whole;
  of_bytes[19] = 1;
  EXPECT_EQ(read_orientation(of_bytes), 1);
}

TEST(Exif, TurnsAPictureUpright) {
  // 6: the stored first row is on the right, from top to bottom.
  const torch::Tensor stored = torch::arange(6).to(torch::kUInt8).view({2, 3, 1});
  const torch::Tensor upright = orient(stored, 6).squeeze(2);
  EXPECT_TRUE(torch::equal(upright, torch::tensor({3, 0, 4, 1, 5, 2}, torch::kUInt8).view({3, 2})));
}

}  // namespace gan
