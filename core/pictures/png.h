// PNG files (https://www.w3.org/TR/png): written by stb, read by libpng.
#pragma once

#include <torch/types.h>

#include <filesystem>
#include <string>
#include <string_view>

namespace gan {

constexpr int64_t kMaxPictureSide = 65535;               // pixels; the limit of GIF and JPEG
constexpr int64_t kMaxPicturePixels = int64_t{1} << 26;  // height x width

// pixels  uint8 [height, width], or [channels, height, width] of 1 (grey) or 3 channels
// throws  Error as AtomicFile does
void write_png(const std::filesystem::path& path, const torch::Tensor& pixels);

// Reads a PNG, as decode_picture() does, over black.
// returns  uint8 [channels, height, width]
// throws   Error naming the path: missing, damaged, too large
torch::Tensor read_png(const std::filesystem::path& path);

// Whether bytes begin as those of a PNG do.
bool is_png(std::string_view bytes);

// Decodes a PNG of any kind: palettes become colours, fewer bits than 8 are scaled up and 16 down,
// and interlaced rows put in order. Gamma and colour profiles are passed over.
// returns  uint8 [height, width, values]: grey; grey and alpha; red, green, blue; these and alpha
// throws   DamagedError naming `where`: damaged, cut short, a side over kMaxPictureSide, more
//          pixels than kMaxPicturePixels or than its bytes can hold
torch::Tensor decode_png(std::string_view bytes, const std::string& where);

}  // namespace gan
