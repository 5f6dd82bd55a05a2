// Grey PNG files.
#pragma once

#include <torch/types.h>

#include <filesystem>

namespace gan {

constexpr int64_t kMaxPictureSide = 65535;  // pixels; GIF has no larger ones

// pixels  uint8 [height, width]
// throws  Error as AtomicFile does
void write_png(const std::filesystem::path& path, const torch::Tensor& pixels);

// A PNG as grey levels, whatever its colours.
// returns  uint8 [height, width]
// throws   Error naming the path: missing, damaged, over kMaxPictureSide
torch::Tensor read_png(const std::filesystem::path& path);

}  // namespace gan
