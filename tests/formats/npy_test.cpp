#include "core/formats/npy.h"

#include <gmock/gmock.h>

#include <cmath>
#include <limits>

#include "tests/temporary_folder.h"

namespace gan {
namespace {

using testing::HasSubstr;

std::string npy(const std::string& dict, const std::string& data, char version = 1) {
  std::string header("\x93NUMPY", 6);
  header += version;
  header += '\0';
  header += static_cast<char>(dict.size() & 0xff);
  header += static_cast<char>(dict.size() >> 8);
  if (version > 1) header += std::string(2, '\0');
  return header + dict + data;
}

std::string dict(const std::string& type, const std::string& shape,
                 const std::string& order = "False") {
  return "{'descr': '" + type + "', 'fortran_order': " + order + ", 'shape': (" + shape + "), }\n";
}

std::string floats(const std::vector<float>& values) {
  return {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(float)};
}

std::string error_of(const std::string& bytes) {
  const TemporaryFolder folder;
  const std::filesystem::path path = folder.write("a.npy", bytes);
  return message_of([&] { read_npy_images(path); });
}

}  // namespace

TEST(Npy, HeaderIsAlignedAndSaysTypeAndShape) {
  const std::string header = format_npy_header("|u1", 5, {28, 28});
  EXPECT_EQ(header.size() % 64, 0U);
  EXPECT_EQ(header.substr(0, 8), std::string("\x93NUMPY\x01\x00", 8));
  EXPECT_THAT(header,
              HasSubstr("{'descr': '|u1', 'fortran_order': False, 'shape': (5, 28, 28,), }"));
  EXPECT_EQ(header.back(), '\n');
}

TEST(Npy, ReadsWhatItsHeaderSays) {
  const TemporaryFolder folder;
  const auto path = folder.write("a.npy", format_npy_header("|u1", 2, {1, 3}) + "abcdef");
  const torch::Tensor pixels = read_npy_images(path);
  EXPECT_THAT(pixels.sizes(), testing::ElementsAre(2, 1, 3));
  EXPECT_EQ(pixels[1][0][0].item<int>(), 'd');
}

TEST(Npy, ReadsOneChannelAndEveryVersion) {
  const TemporaryFolder folder;
  for (const char version : {'\1', '\2', '\3'}) {
    const auto path = folder.write("a.npy", npy(dict("|u1", "2, 1, 2, 1"), "wxyz", version));
    EXPECT_THAT(read_npy_images(path).sizes(), testing::ElementsAre(2, 2, 1));
  }
}

TEST(Npy, FloatsBecomePixels) {
  const TemporaryFolder folder;
  const auto path = folder.write("a.npy", npy(dict("<f4", "1, 1, 3"), floats({-1, 0.2F, 1})));
  EXPECT_TRUE(
      torch::equal(read_npy_images(path).flatten(), torch::tensor({0, 153, 255}, torch::kUInt8)));
}

TEST(Npy, RefusesWhatIsNoArrayOfImages) {
  EXPECT_THAT(error_of("PNG?"), HasSubstr("a.npy: not a .npy file"));
  EXPECT_THAT(error_of(""), HasSubstr("not a .npy file"));
  EXPECT_THAT(error_of(npy(dict("|u1", "1, 1, 1"), "a", 4)), HasSubstr("1.0, 2.0 or 3.0, got 4"));
  EXPECT_THAT(error_of(std::string("\x93NUMPY\x01\x00", 8)), HasSubstr("truncated or damaged"));
  EXPECT_THAT(error_of(std::string("\x93NUMPY\x01\x00\xff\xff", 10)), HasSubstr("header of 65535"));
  EXPECT_THAT(error_of(npy("{'descr': 1}", "")), HasSubstr("must be a dict of descr"));
  EXPECT_THAT(error_of(npy(dict("<f8", "1, 1, 1"), "12345678")), HasSubstr("got <f8"));
  EXPECT_THAT(error_of(npy(dict("|u1", "1, 1, 1", "True"), "a")), HasSubstr("Fortran"));
}

TEST(Npy, RefusesShapesThatAreNotOfImages) {
  for (const char* shape : {"", "4", "2, 2", "0, 2, 2", "1, 3, 2, 2", "1, 2, 2, 1, 1", "1, 1, 4097",
                            "99999999999999999999, 1, 1", "4294967297, 4096, 4096"})
    EXPECT_THAT(error_of(npy(dict("|u1", shape), "abcd")), HasSubstr("the shape must be [N, H, W]"))
        << shape;
}

TEST(Npy, ChecksTheFileAgainstItsHeader) {
  EXPECT_THAT(error_of(npy(dict("|u1", "2, 2, 2"), "1234567")),
              HasSubstr("truncated: 2 images need 8 bytes after the header, got 7"));
  EXPECT_THAT(error_of(npy(dict("|u1", "2, 2, 2"), "123456789")),
              HasSubstr("need 8 bytes after the header, got 9"));
  EXPECT_THAT(error_of(npy(dict("<f4", "1000000000, 4096, 4096"), "1")), HasSubstr("got 1;"));
}

TEST(Npy, RefusesFloatsOutOfRange) {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  for (const auto& [value, shown] : std::vector<std::pair<float, std::string>>{
           {nan, "got nan"}, {1.5F, "got 1.5"}, {-1.5F, "got -1.5"}, {-INFINITY, "got -inf"}})
    EXPECT_THAT(error_of(npy(dict("<f4", "1, 1, 2"), floats({0, value}))), HasSubstr(shown));
}

}  // namespace gan
