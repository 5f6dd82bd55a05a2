#include "core/pictures/picture.h"

#include <gmock/gmock.h>

#include <sstream>

#include "core/base/file.h"
#include "core/formats/zip_file.h"
#include "tests/temporary_folder.h"

namespace gan {
namespace {

using testing::AllOf;
using testing::HasSubstr;

const ZipFile& fixture_pictures() {
  static const ZipFile zip(std::string(GAN_TESTS_FOLDER) + "/fixtures/pictures.zip");
  return zip;
}

std::string fixture_picture(const std::string& name) {
  return fixture_pictures().read(fixture_pictures().find("pictures/" + name).value());
}

// "P5 WIDTH HEIGHT 255\n" and grey pixels, or "P6 ..." and pixels of red, green and blue.
torch::Tensor parse_pnm(const std::string& bytes) {
  std::istringstream header(bytes);
  std::string kind;
  int64_t width = 0, height = 0, most = 0;
  header >> kind >> width >> height >> most;
  torch::Tensor pixels = torch::empty({height, width, kind == "P6" ? 3 : 1}, torch::kUInt8);
  const size_t begin = static_cast<size_t>(header.tellg()) + 1;
  if (bytes.size() - begin != pixels.nbytes()) throw Error("not a PNM");
  std::copy(bytes.begin() + static_cast<std::ptrdiff_t>(begin), bytes.end(),
            static_cast<char*>(pixels.data_ptr()));
  return pixels.permute({2, 0, 1}).contiguous();
}

std::string message_for(const std::string& bytes) {
  return message_of([&] { decode_picture(bytes, {}, "p"); });
}

// A PNG's bytes with another size in its header, and the header's checksum mended.
std::string resized_png(std::string bytes, uint32_t width, uint32_t height) {
  for (size_t i = 0; i < 4; ++i) {
    bytes[16 + i] = static_cast<char>(width >> (24 - 8 * i));
    bytes[20 + i] = static_cast<char>(height >> (24 - 8 * i));
  }
  const uint32_t crc32 = crc32_of(std::string_view(bytes).substr(12, 17));
  for (size_t i = 0; i < 4; ++i) bytes[29 + i] = static_cast<char>(crc32 >> (24 - 8 * i));
  return bytes;
}

}  // namespace

TEST(Picture, OfEveryKindIsReadAsPillowReadsIt) {
  const ZipFile& zip = fixture_pictures();
  int count = 0;
  for (size_t i = 0; i < zip.entries().size(); ++i) {
    const std::string path = zip.entries()[i].name;
    if (path.rfind("pictures/", 0) != 0) continue;
    const std::string name = path.substr(9, path.rfind('.') - 9) + ".pnm";
    const auto black = zip.find("black/" + name);
    const auto white = zip.find("white/" + name).value_or(black.value());
    const std::string bytes = zip.read(i);
    EXPECT_TRUE(
        torch::equal(decode_picture(bytes, {false}, name), parse_pnm(zip.read(black.value()))))
        << path;
    EXPECT_TRUE(torch::equal(decode_picture(bytes, {true}, name), parse_pnm(zip.read(white))))
        << path;
    ++count;
  }
  EXPECT_EQ(count, 38);
}

TEST(Picture, ThatIsCutShortAnywhereIsRefused) {
  for (const char* name :
       {"grey8.png", "colour8-interlaced.png", "colour-420.jpg", "progressive.jpg"}) {
    const std::string bytes = fixture_picture(name);
    for (size_t size = 0; size < bytes.size(); ++size)
      EXPECT_EQ(kind_of([&] { decode_picture(bytes.substr(0, size), {}, "p"); }),
                ErrorKind::kDamaged)
          << name << ", " << size << " of " << bytes.size() << " bytes";
  }
}

TEST(Picture, ThatIsNoneSaysHowItBegins) {
  EXPECT_EQ(message_for(""), "p: not a picture: an empty file");
  EXPECT_EQ(message_for("GIF89a"), "p: not a PNG or JPEG: begins with \"GIF89a\"");
  EXPECT_EQ(message_for("\x89PNG\n"), "p: not a PNG or JPEG: begins with \"\x89PNG\\x0a\"");
}

TEST(Picture, WithAFlippedBitInAPngIsRefused) {
  std::string bytes = fixture_picture("grey8.png");
  bytes[bytes.size() / 2] ^= 1;
  EXPECT_THAT(message_for(bytes), HasSubstr("p: damaged, or not a PNG: "));
}

TEST(Picture, ThatClaimsMorePixelsThanItHoldsTakesNoMemory) {
  const std::string png = fixture_picture("grey8.png");
  EXPECT_EQ(message_for(resized_png(png, 60000, 60000)),
            "p: too large a picture: at most 67108864 pixels are read, got 60000 x 60000");
  EXPECT_EQ(message_for(resized_png(png, 8192, 8192)),
            "p: damaged, or not a PNG: more pixels than its bytes can hold");
  EXPECT_THAT(message_for(resized_png(png, 0x7fffffff, 1)), HasSubstr("p: damaged, or not a PNG"));
  EXPECT_THAT(message_for(resized_png(png, 0, 1)), HasSubstr("p: damaged, or not a PNG"));
  std::string jpeg = fixture_picture("colour-444.jpg");
  const size_t frame = jpeg.find("\xff\xc0");
  jpeg.replace(frame + 5, 4, "\x20\x01\x20\x01");
  EXPECT_EQ(message_for(jpeg),
            "p: too large a picture: at most 67108864 pixels are read, got 8193 x 8193");
  jpeg.replace(frame + 5, 4, "\x20\x00\x20\x00", 4);
  EXPECT_EQ(message_for(jpeg), "p: damaged, or not a JPEG: more pixels than its bytes can hold");
}

TEST(Picture, OfManyScansIsRefused) {
  const std::string jpeg = fixture_picture("progressive.jpg");
  // The last scan, from its header (SOS) to the end of the image (EOI), many times.
  const size_t scan = jpeg.rfind("\xff\xda");
  std::string bytes = jpeg.substr(0, scan);
  for (int i = 0; i < 200; ++i) bytes += jpeg.substr(scan, jpeg.size() - scan - 2);
  EXPECT_THAT(message_for(bytes + "\xff\xd9"), AllOf(HasSubstr("p: damaged, or not a JPEG")));
}

}  // namespace gan
