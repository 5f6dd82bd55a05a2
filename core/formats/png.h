// Grey PNG files.
#pragma once

#include <torch/types.h>

#include <filesystem>

namespace gan {

constexpr int64_t kMaxPictureSide = 65535;  // pixels; the limit of GIF

// pixels  uint8 [height, width]
// throws  Error as AtomicFile does
void write_png(const std::filesystem::path& path, const torch::Tensor& pixels);

// Reads a PNG as grey levels; colours are converted.
// returns  uint8 [height, width]
// throws   Error naming the path: missing, damaged, a side over kMaxPictureSide
torch::Tensor read_png(const std::filesystem::path& path);

}  // namespace gan
