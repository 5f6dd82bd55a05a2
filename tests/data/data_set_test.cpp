#include "core/data/data_set.h"

#include <gmock/gmock.h>

#include "core/base/file.h"
#include "tests/temporary_folder.h"

namespace gan {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::vector<int64_t> to_vector(const torch::Tensor& values) {
  const auto* const begin = values.data_ptr<int64_t>();
  return {begin, begin + values.numel()};
}

}  // namespace

TEST(Labels, ClassesAreTheNumbersThatOccur) {
  const Labels labels = make_labels(torch::tensor({26, 1, 3, 1}));
  EXPECT_THAT(labels.names, ElementsAre("1", "3", "26"));
  EXPECT_THAT(to_vector(labels.values), ElementsAre(2, 0, 1, 0));
  EXPECT_EQ(labels.parts, 1);
  const std::string bytes("\2\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 32);
  EXPECT_EQ(labels.crc32, crc32_of(bytes));
  EXPECT_EQ(make_labels(torch::tensor({26, 1, 3, 1}, torch::kUInt8)).crc32, labels.crc32);
}

TEST(Labels, PartsAreCombined) {
  const Labels labels = make_labels(torch::tensor({7, 0, 3, 3, 7, 7}).view({2, 3}));
  EXPECT_EQ(labels.parts, 3);
  EXPECT_EQ(labels.classes(), 27);
  EXPECT_THAT(to_vector(labels.values), ElementsAre(2 * 9 + 0 * 3 + 1, 1 * 9 + 2 * 3 + 2));
  EXPECT_EQ(labels.names[2 * 9 + 0 * 3 + 1], "7 0 3");
  EXPECT_EQ(labels.names[0], "0 0 0");
}

TEST(Labels, AreCountedByClass) {
  const Labels labels{torch::tensor({2, 0, 2, 2}, torch::kInt64), {"a", "b", "c"}};
  EXPECT_THAT(count_by_class(labels), ElementsAre(1, 0, 3));
}

TEST(Labels, RefuseNegativeNumbersAndTooManyClasses) {
  EXPECT_THAT(message_of([] { make_labels(torch::tensor({1, -2})); }), HasSubstr("got -2"));
  EXPECT_EQ(make_labels(torch::arange(65536)).classes(), 65536);
  EXPECT_THAT(message_of([] { make_labels(torch::arange(65537)); }),
              HasSubstr("got 65537 numbers"));
  EXPECT_THAT(message_of([] {
                make_labels(torch::arange(82 * 4).view({82, 4}));
              }),
              HasSubstr("got 328 numbers in 4 parts"));
}

TEST(Checksum, IsOfThePixelsInOrderWhateverTheirStrides) {
  const torch::Tensor pixels = torch::arange(3 * 4 * 5 * 3).to(torch::kUInt8).view({3, 4, 5, 3});
  const torch::Tensor view = pixels.permute({0, 3, 1, 2});
  const torch::Tensor copy = view.contiguous();
  const std::string_view bytes(static_cast<const char*>(copy.data_ptr()), copy.nbytes());
  EXPECT_EQ(checksum_pixels(view), crc32_of(bytes));
  EXPECT_EQ(checksum_pixels(copy), crc32_of(bytes));
  EXPECT_NE(checksum_pixels(pixels), crc32_of(bytes));
}

TEST(Checksum, TellsOfItsProgress) {
  const torch::Tensor pixels =
      (torch::arange(10 << 20) % 251).to(torch::kUInt8).view({10, 1, 1024, 1024});
  std::vector<uint64_t> told;
  const uint32_t crc32 = checksum_pixels(pixels, [&](uint64_t done, uint64_t total) {
    EXPECT_EQ(total, 10U << 20);
    told.push_back(done >> 20);
  });
  EXPECT_THAT(told, ElementsAre(4, 8, 10));
  EXPECT_EQ(crc32, crc32_of({static_cast<const char*>(pixels.data_ptr()), pixels.nbytes()}));
}

TEST(ViewFile, KeepsTheFileMapped) {
  const TemporaryFolder folder;
  auto file = std::make_shared<MappedFile>(folder.write("a", "..abcdef"));
  const std::weak_ptr<MappedFile> watched = file;
  torch::Tensor last = view_file(std::move(file), 2, {2, 3})[1];
  EXPECT_FALSE(watched.expired());
  EXPECT_EQ(last[2].item<int>(), 'f');
  last = torch::Tensor();
  EXPECT_TRUE(watched.expired());
  EXPECT_EQ(view_bytes("..abcdef", 2, {6})[5].item<int>(), 'f');
}

}  // namespace gan
