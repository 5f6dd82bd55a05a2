#include "core/pictures/picture.h"

#include "core/base/errors.h"
#include "core/pictures/jpeg.h"
#include "core/pictures/png.h"

namespace gan {

torch::Tensor decode_picture(std::string_view bytes, const PictureOptions& options,
                             const std::string& where) {
  if (is_png(bytes)) return flatten_picture(decode_png(bytes, where), options);
  if (is_jpeg(bytes)) return flatten_picture(decode_jpeg(bytes, where), options);
  if (bytes.empty()) throw DamagedError(where + ": not a picture: an empty file");
  throw DamagedError(where + ": not a PNG or JPEG: begins with \"" + printable(bytes.substr(0, 8)) +
                     "\"");
}

torch::Tensor flatten_picture(const torch::Tensor& pixels, const PictureOptions& options) {
  const int64_t values = pixels.size(2);
  const int64_t channels = values < 3 ? 1 : 3;
  if (values == channels) return pixels.permute({2, 0, 1}).contiguous();
  torch::Tensor flat = torch::empty({channels, pixels.size(0), pixels.size(1)}, torch::kUInt8);
  const int background = options.is_on_white ? 255 : 0;
  const int64_t area = pixels.size(0) * pixels.size(1);
  auto* to = flat.data_ptr<uint8_t>();
  const auto* from = pixels.data_ptr<uint8_t>();
  for (int64_t i = 0; i < area; ++i, from += values) {
    const int alpha = from[channels];
    for (int64_t c = 0; c < channels; ++c)
      to[c * area + i] =
          static_cast<uint8_t>((from[c] * alpha + background * (255 - alpha) + 127) / 255);
  }
  return flat;
}

void check_picture_size(int64_t height, int64_t width, const std::string& where) {
  if (height <= kMaxPictureSide && width <= kMaxPictureSide && height * width <= kMaxPicturePixels)
    return;
  throw DamagedError(where + ": too large a picture: at most " + std::to_string(kMaxPicturePixels) +
                     " pixels are read, got " + std::to_string(height) + " x " +
                     std::to_string(width));
}

}  // namespace gan
