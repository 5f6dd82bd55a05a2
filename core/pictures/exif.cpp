#include "core/pictures/exif.h"

#include <cstdint>

namespace gan {
namespace {

constexpr std::string_view kExifMark("Exif\0\0", 6);
constexpr uint64_t kOrientationTag = 0x0112;
constexpr uint64_t kShortType = 3;
constexpr size_t kFieldBytes = 12;

// The TIFF structure in EXIF: numbers of either byte order, read without leaving it.
struct Tiff {
  std::string_view bytes;
  bool is_little;

  // 0 beyond the end
  uint64_t number(size_t at, size_t size) const {
    if (at > bytes.size() || bytes.size() - at < size) return 0;
    uint64_t value = 0;
    for (size_t i = 0; i < size; ++i)
      value = value << 8 | static_cast<unsigned char>(bytes[at + (is_little ? size - 1 - i : i)]);
    return value;
  }
};

}  // namespace

bool is_exif(std::string_view data) { return data.substr(0, kExifMark.size()) == kExifMark; }

int read_orientation(std::string_view exif) {
  if (!is_exif(exif)) return 1;
  const std::string_view bytes = exif.substr(kExifMark.size());
  const bool is_little = bytes.substr(0, 2) == "II";
  if (!is_little && bytes.substr(0, 2) != "MM") return 1;
  const Tiff tiff{bytes, is_little};
  if (tiff.number(2, 2) != 42) return 1;
  const size_t directory = tiff.number(4, 4);
  const size_t fields = tiff.number(directory, 2);
  for (size_t i = 0; i < fields; ++i) {
    const size_t field = directory + 2 + i * kFieldBytes;
    if (tiff.number(field, 2) != kOrientationTag) continue;
    const uint64_t value = tiff.number(field + 8, 2);
    const bool is_valid = tiff.number(field + 2, 2) == kShortType && value >= 1 && value <= 8;
    return is_valid ? static_cast<int>(value) : 1;
  }
  return 1;
}

torch::Tensor orient(const torch::Tensor& pixels, int orientation) {
  // Where the stored first row and first column are seen: from 5 on, rows are columns.
  torch::Tensor upright = orientation >= 5 ? pixels.transpose(0, 1) : pixels;
  const bool is_upside_down =
      orientation == 3 || orientation == 4 || orientation == 7 || orientation == 8;
  const bool is_mirrored =
      orientation == 2 || orientation == 3 || orientation == 6 || orientation == 7;
  if (is_upside_down) upright = upright.flip(0);
  if (is_mirrored) upright = upright.flip(1);
  return upright.contiguous();
}

}  // namespace gan
