// Fuzzes pictures from strangers: any bytes are decoded or refused. The first byte chooses the
// background and, after it, whether the checksums of a PNG's chunks are mended first.
#include "core/base/file.h"
#include "core/formats/zip_file.h"
#include "core/pictures/picture.h"
#include "core/sources/prepare.h"
#include "tests/fuzz/fuzz.h"

namespace gan {
namespace {

// Lets changed chunks reach the code behind the checksums.
std::string mend_checksums(std::string png) {
  for (size_t at = 8; png.size() >= 12 && at <= png.size() - 12;) {
    uint32_t length = 0;
    for (size_t i = 0; i < 4; ++i) length = length << 8 | static_cast<unsigned char>(png[at + i]);
    if (length > png.size() - 12 - at) break;
    const uint32_t crc32 = crc32_of(std::string_view(png).substr(at + 4, length + 4));
    for (size_t i = 0; i < 4; ++i)
      png[at + 8 + length + i] = static_cast<char>(crc32 >> (24 - 8 * i));
    at += 12 + length;
  }
  return png;
}

std::vector<std::string> make_seeds() {
  const ZipFile zip(std::filesystem::path(__FILE__).parent_path().parent_path() /
                    "fixtures/pictures.zip");
  std::vector<std::string> seeds;
  for (size_t i = 0; i < zip.entries().size(); ++i)
    if (zip.entries()[i].name.rfind("pictures/", 0) == 0)
      seeds.push_back(std::string(1, static_cast<char>(i % 4)) + zip.read(i));
  return seeds;
}

void run(const std::string& bytes) {
  if (bytes.empty()) return;
  std::string picture = bytes.substr(1);
  if ((bytes[0] & 1) == 0) picture = mend_checksums(picture);
  expect_error_at_most([&] {
    const torch::Tensor pixels = decode_picture(picture, {(bytes[0] & 2) != 0}, "p");
    if (pixels.size(0) != 1 && pixels.size(0) != 3) std::abort();
    Config::Data options;
    options.size = 8;
    options.channels = ChannelOption::kGrey;
    if (prepare_pixels(pixels.unsqueeze(0), options).numel() != 64) std::abort();
  });
}

const FuzzTarget kTarget("photos", make_seeds, run);

}  // namespace
}  // namespace gan
