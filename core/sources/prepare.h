// Brings images to the channels, size and orientation that a config asks for.
#pragma once

#include <torch/types.h>

#include "core/config/config.h"

namespace gan {

// Red, green and blue to grey, as Pillow does it: 0.299 R + 0.587 G + 0.114 B in whole numbers,
//   (19595 R + 38470 G + 7471 B + 0x8000) >> 16        ITU-R BT.601
// or grey to three equal channels, which share its memory.
// pixels    uint8 [..., C, H, W], C 1 or 3, of any strides
// channels  1 or 3
// returns   uint8 [..., channels, H, W]; `pixels` itself if nothing changes
torch::Tensor to_channels(const torch::Tensor& pixels, int64_t channels);

// Does for images what `options` asks: transposes them, converts their channels, resizes them.
// pixels   uint8 [N, C, H, W], of any strides
// returns  uint8 [N, C', H', W']: a view of `pixels`, or `pixels` itself, where nothing is computed
// throws   Error without a place: kTooLarge
torch::Tensor prepare_pixels(const torch::Tensor& pixels, const Config::Data& options);

}  // namespace gan
