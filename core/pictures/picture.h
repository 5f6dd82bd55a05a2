// Pictures from strangers: PNG and JPEG, told apart by their first bytes, whatever their names say.
#pragma once

#include <torch/types.h>

#include <cstdint>
#include <string>
#include <string_view>

namespace gan {

constexpr uint64_t kMaxPictureBytes = uint64_t{1} << 28;  // of a file

struct PictureOptions {
  bool is_on_white = false;  // what shows through transparent pixels is white; else black
};

// Decodes a PNG (png.h) or JPEG (jpeg.h).
// returns  uint8 [channels, height, width]: 1 channel if the file is grey, 3 if it is in colour
// throws   DamagedError naming `where`: neither, damaged, cut short, a side over kMaxPictureSide,
//          more pixels than kMaxPicturePixels or than its bytes can hold
torch::Tensor decode_picture(std::string_view bytes, const PictureOptions& options,
                             const std::string& where);

// Lays transparent pixels over the background: (v a + background (255 - a)) / 255, rounded.
// pixels   uint8 [height, width, values], as decode_png() gives them
// returns  uint8 [channels, height, width]
torch::Tensor flatten_picture(const torch::Tensor& pixels, const PictureOptions& options);

// throws  DamagedError naming `where` if a side is over kMaxPictureSide, or the area over
//         kMaxPicturePixels
void check_picture_size(int64_t height, int64_t width, const std::string& where);

}  // namespace gan
