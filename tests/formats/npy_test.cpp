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
  EXPECT_THAT(pixels.sizes(), testing::ElementsAre(2, 1, 1, 3));
  EXPECT_EQ(pixels[1][0][0][0].item<int>(), 'd');
}

TEST(Npy, ReadsOneChannelAndEveryVersion) {
  const TemporaryFolder folder;
  for (const char version : {'\1', '\2', '\3'}) {
    const auto path = folder.write("a.npy", npy(dict("|u1", "2, 1, 2, 1"), "wxyz", version));
    EXPECT_THAT(read_npy_images(path).sizes(), testing::ElementsAre(2, 1, 2, 1));
  }
}

TEST(Npy, FloatsBecomePixels) {
  const TemporaryFolder folder;
  const auto path = folder.write("a.npy", npy(dict("<f4", "1, 1, 3"), floats({-1, 0.2F, 1})));
  EXPECT_TRUE(
      torch::equal(read_npy_images(path).flatten(), torch::tensor({0, 153, 255}, torch::kUInt8)));
}

TEST(Npy, ReadsColour) {
  const TemporaryFolder folder;
  const auto path = folder.write("a.npy", npy(dict("|u1", "1, 1, 2, 3"), "rgbRGB"));
  const auto expected = torch::tensor({'r', 'R', 'g', 'G', 'b', 'B'}, torch::kUInt8);
  EXPECT_TRUE(torch::equal(read_npy_images(path), expected.view({1, 3, 1, 2})));
  const auto scaled = folder.write("b.npy", npy(dict("<f4", "1, 1, 1, 3"), floats({-1, 0.2F, 1})));
  EXPECT_TRUE(torch::equal(read_npy_images(scaled),
                           torch::tensor({0, 153, 255}, torch::kUInt8).view({1, 3, 1, 1})));
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

TEST(Npy, IntegersOfAnySizeBecomeInt64) {
  const auto parse = [](const std::string& type, const std::string& shape,
                        const std::string& data) {
    return parse_npy_integers(npy(dict(type, shape), data), "a");
  };
  const auto bytes = [](std::initializer_list<int> values) {
    return std::string(values.begin(), values.end());
  };
  const auto is = [](const torch::Tensor& numbers, std::vector<int64_t> expected) {
    return torch::equal(numbers, torch::tensor(expected, torch::kInt64).view_as(numbers));
  };
  EXPECT_TRUE(is(parse("|u1", "2,", bytes({7, 255})), {7, 255}));
  EXPECT_TRUE(is(parse("|i1", "2,", bytes({7, 255})), {7, -1}));
  EXPECT_TRUE(is(parse("<u2", "1,", bytes({1, 255})), {0xff01}));
  EXPECT_TRUE(is(parse("<i2", "1,", bytes({1, 255})), {-255}));
  EXPECT_TRUE(is(parse("<u4", "1,", bytes({1, 0, 0, 255})), {0xff000001}));
  EXPECT_TRUE(is(parse("<i4", "1,", bytes({254, 255, 255, 255})), {-2}));
  EXPECT_TRUE(is(parse("<u8", "1,", bytes({1, 0, 0, 0, 0, 0, 0, 1})), {(int64_t{1} << 56) + 1}));
  const torch::Tensor table =
      parse("<i8", "1, 2", bytes({3, 0, 0, 0, 0, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0}));
  EXPECT_THAT(table.sizes(), testing::ElementsAre(1, 2));
  EXPECT_TRUE(is(table, {3, 4}));

  const auto error = [&](const std::string& type, const std::string& shape,
                         const std::string& data) {
    return message_of([&] { parse(type, shape, data); });
  };
  EXPECT_THAT(error("<u8", "1,", std::string(8, '\xff')), HasSubstr("got 18446744073709551615"));
  EXPECT_THAT(error(">i4", "1,", "abcd"), HasSubstr("got >i4; convert it with astype()"));
  EXPECT_THAT(error("<U1", "1,", "abcd"), HasSubstr("got <U1; number the classes"));
  EXPECT_THAT(error("<f4", "1,", "abcd"), HasSubstr("got <f4"));
  for (const char* shape :
       {"", "0,", "1, 0", "1, 17", "1, 1, 1", "4294967297,", "99999999999999999999,"})
    EXPECT_THAT(error("|u1", shape, "a"), HasSubstr("the shape of labels must be")) << shape;
  EXPECT_THAT(error("<i8", "4294967296, 16", "a"), HasSubstr("need 549755813888 bytes"));
  EXPECT_THAT(error("<i2", "3,", "abcde"), HasSubstr("truncated: 3 labels need 6 bytes"));
}

TEST(Npy, TextsReadBackAsTheyWere) {
  const std::vector<std::string> texts = {
      "cat",      "",         "\xc3\xa9t\xc3\xa9", "\xe7\x8c\xab", "\xf0\x9f\x90\xb1",
      "\xff\xc3", "\xc0\x80", "\xed\xb3\xbf",      "\xed\xa0\x80"};
  EXPECT_EQ(parse_npy_texts(format_npy_texts(texts), "a"), texts);
  // Python's os.fsdecode(b"\xff")
  EXPECT_THAT(format_npy_texts({"\xff"}), testing::EndsWith(std::string("\n\xff\xdc\0\0", 5)));
  // numpy.array(["é", "ab"])
  const std::string by_numpy =
      npy(dict("<U2", "2,"), std::string("\xe9\0\0\0\0\0\0\0a\0\0\0b\0\0\0", 16));
  EXPECT_THAT(parse_npy_texts(by_numpy, "a"), testing::ElementsAre("\xc3\xa9", "ab"));
}

TEST(Npy, RefusesWhatIsNoArrayOfTexts) {
  const auto error = [](const std::string& type, const std::string& shape,
                        const std::string& data) {
    return message_of([&] { parse_npy_texts(npy(dict(type, shape), data), "a"); });
  };
  for (const char* type : {"<U", "<U0", "<U1025", "<U-1", "<U99999999999999999999", "|S2", "<U2x"})
    EXPECT_THAT(error(type, "1,", "abcd"), HasSubstr("the type must be texts")) << type;
  for (const char* shape : {"", "0,", "1, 1", "65537,"})
    EXPECT_THAT(error("<U1", shape, "abcd"), HasSubstr("the shape must be [N]")) << shape;
  EXPECT_THAT(error("<U1", "2,", "abcd"),
              HasSubstr("2 texts need 8 bytes after the header, got 4"));
  EXPECT_THAT(error("<U1", "1,", "abcd"), HasSubstr("damaged"));
}

}  // namespace gan
