#include "core/sources/pictures.h"

#include <ATen/Parallel.h>
#include <gmock/gmock.h>

#include "core/base/file.h"
#include "core/pictures/png.h"
#include "tests/temporary_folder.h"

namespace gan {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

std::string as_png(const torch::Tensor& pixels) {
  const TemporaryFolder folder;
  write_png(folder / "a.png", pixels);
  return read_file(folder / "a.png", 1 << 20);
}

std::string grey_png(int value, int64_t height = 2, int64_t width = 3) {
  return as_png(torch::full({height, width}, value, torch::kUInt8));
}

std::string colour_png(int red, int green, int blue) {
  return as_png(torch::tensor({red, green, blue}, torch::kUInt8).view({3, 1, 1}).expand({3, 2, 3}));
}

PictureSource source_of(const std::vector<std::string>& files) {
  return {"dir", static_cast<int64_t>(files.size()),
          [](int64_t number) { return std::to_string(number) + ".png"; },
          [files](int64_t number) { return files[static_cast<size_t>(number)]; }};
}

Pictures read_files(const std::vector<std::string>& files, const Config::Data& options = {}) {
  return read_pictures(source_of(files), options, {});
}

}  // namespace

TEST(Pictures, AreReadInOrder) {
  std::vector<std::string> files;
  for (int i = 0; i < 200; ++i) files.push_back(grey_png(i));
  const Pictures pictures = read_files(files);
  EXPECT_EQ(pictures.pixels.sizes(), (std::vector<int64_t>{200, 1, 2, 3}));
  EXPECT_TRUE(torch::equal(pictures.pixels.select(3, 2).select(2, 1).view({200}),
                           torch::arange(200).to(torch::kUInt8)));
  EXPECT_THAT(pictures.damaged, IsEmpty());
}

TEST(Pictures, AreInColourIfOneOfThemIs) {
  const Pictures pictures = read_files({grey_png(5), colour_png(1, 2, 3), grey_png(7)});
  EXPECT_EQ(pictures.pixels.size(1), 3);
  EXPECT_TRUE(torch::equal(pictures.pixels.select(3, 0).select(2, 0),
                           torch::tensor({5, 5, 5, 1, 2, 3, 7, 7, 7}, torch::kUInt8).view({3, 3})));
  EXPECT_EQ(read_files({colour_png(1, 2, 3), grey_png(7)}).pixels.size(1), 3);
  Config::Data options;
  options.channels = ChannelOption::kGrey;
  EXPECT_TRUE(torch::equal(
      read_files({colour_png(10, 200, 30), grey_png(7)}, options).pixels.select(3, 0).select(2, 0),
      torch::tensor({124, 7}, torch::kUInt8).view({2, 1})));
}

TEST(Pictures, OfManyAreTurnedToColourInTheMiddle) {
  std::vector<std::string> files(1500, grey_png(9));
  files[1400] = colour_png(1, 2, 3);
  const torch::Tensor pixels = read_files(files).pixels;
  EXPECT_EQ(pixels.size(1), 3);
  EXPECT_EQ(pixels.to(torch::kInt64).sum().item<int64_t>(), 1499 * 18 * 9 + 6 * (1 + 2 + 3));
}

TEST(Pictures, OfDifferentSizesNeedASize) {
  const std::vector<std::string> files = {grey_png(1), grey_png(1), grey_png(1, 4, 4),
                                          grey_png(1, 5, 5)};
  EXPECT_EQ(message_of([&] { read_files(files); }),
            "dir: pictures must be of one size, got 0.png of 2 x 3 and 2.png of 4 x 4; set "
            "data.size");
  Config::Data options;
  options.size = 2;
  EXPECT_TRUE(
      torch::equal(read_files(files, options).pixels, torch::ones({4, 1, 2, 2}, torch::kUInt8)));
  EXPECT_THAT(message_of([&] { read_files({grey_png(1, 1, 4097)}); }),
              HasSubstr("at most 4096 x 4096 pixels, got 0.png of 1 x 4097; set data.size"));
}

TEST(Pictures, ThatCannotBeReadAreNamed) {
  const std::vector<std::string> files = {"x", grey_png(1), "", grey_png(2)};
  EXPECT_THAT(message_of([&] { read_files(files); }),
              AllOf(HasSubstr("dir: 2 of 4 pictures cannot be read: 0.png: not a PNG or JPEG"),
                    HasSubstr("; 2.png: not a picture: an empty file; remove them, or set "
                              "data.skip_damaged")));
  Config::Data options;
  options.skip_damaged = true;
  const Pictures pictures = read_files(files, options);
  EXPECT_TRUE(torch::equal(pictures.pixels.select(3, 0).select(2, 0).view({2}),
                           torch::tensor({1, 2}, torch::kUInt8)));
  EXPECT_THAT(pictures.numbers, ElementsAre(1, 3));
  EXPECT_THAT(pictures.damaged, ElementsAre(HasSubstr("0.png: "), HasSubstr("2.png: ")));
}

TEST(Pictures, ThatCannotBeReadAreNamedAtMostTenTimes) {
  std::vector<std::string> files(25, "x");
  files[4] = grey_png(1);
  const std::string message = message_of([&] { read_files(files); });
  EXPECT_THAT(message, AllOf(HasSubstr("dir: 24 of 25 pictures"), HasSubstr("; 10.png: "),
                             Not(HasSubstr("; 11.png: ")), HasSubstr("; and 14 more; remove")));
}

TEST(Pictures, ThatAnArchiveCannotUnpackAreNamedOnce) {
  PictureSource source = source_of({""});
  source.read = [](int64_t) -> std::string { throw DamagedError("dir: 0.png: damaged"); };
  EXPECT_EQ(message_of([&] { read_pictures(source, {}, {}); }),
            "dir: 1 of 1 pictures cannot be read: 0.png: damaged; remove them, or set "
            "data.skip_damaged");
}

TEST(Pictures, OfWhichNoneCanBeReadAreRefused) {
  Config::Data options;
  options.skip_damaged = true;
  EXPECT_THAT(message_of([&] {
                read_files({"x", "y"}, options);
              }),
              AllOf(HasSubstr("dir: 2 of 2 pictures cannot be read"), EndsWith("; remove them")));
}

TEST(Pictures, AreTheSameOnAnyNumberOfThreads) {
  std::vector<std::string> files;
  for (int i = 0; i < 100; ++i) files.push_back(i % 7 == 3 ? "x" : grey_png(i));
  Config::Data options;
  options.skip_damaged = true;
  const int threads = at::get_num_threads();
  at::set_num_threads(1);
  const Pictures one = read_files(files, options);
  at::set_num_threads(4);
  const Pictures four = read_files(files, options);
  at::set_num_threads(threads);
  EXPECT_TRUE(torch::equal(one.pixels, four.pixels));
  EXPECT_EQ(one.damaged, four.damaged);
}

TEST(Pictures, TellHowFarTheyAre) {
  const std::vector<std::string> files(1500, grey_png(9));
  std::vector<uint64_t> seen;
  read_pictures(source_of(files), {},
                {nullptr, [&](const std::string& what, uint64_t done, uint64_t total) {
                   EXPECT_EQ(what, "reading dir");
                   EXPECT_EQ(total, 1500U);
                   seen.push_back(done);
                 }});
  EXPECT_THAT(seen, ElementsAre(1024, 1500));
}

}  // namespace gan
