// Pictures of any size made square and of one size, by stb_image_resize.
#pragma once

#include <torch/types.h>

#include <cstdint>

namespace gan {

// Scales a picture so that its shorter side is `size`, and keeps the centre square. Smaller, it is
// averaged first, so that nothing aliases (Mitchell and Netravali's filter); larger, interpolated
// (Catmull and Rom's). A picture whose shorter side is `size` is only cropped.
// pixels   uint8 [channels, height, width], of any strides
// size     pixels, at least 1
// returns  uint8 [channels, size, size]
torch::Tensor resize_and_crop(const torch::Tensor& pixels, int64_t size);

}  // namespace gan
