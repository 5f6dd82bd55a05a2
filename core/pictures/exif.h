// How a camera was held, as EXIF says it (CIPA DC-008, tag 0x0112).
#pragma once

#include <torch/types.h>

#include <string_view>

namespace gan {

// Whether the data of a JPEG's APP1 segment begins as EXIF does.
bool is_exif(std::string_view data);

// exif     the data of an APP1 segment
// returns  1 .. 8; 1 if it does not say, or makes no sense
int read_orientation(std::string_view exif);

// Turns and mirrors a picture so that it stands upright.
// pixels       [height, width, values]
// orientation  1 .. 8
// returns      a contiguous tensor
torch::Tensor orient(const torch::Tensor& pixels, int orientation);

}  // namespace gan
