// Converts generator output to pixels, and arranges images in a grid.
#pragma once

#include <torch/types.h>

#include <cstdint>

namespace gan {

// images   float [N, C, H, W] in [-1, 1]
// returns  uint8 [N, C, H, W]: (x + 1) * 127.5, rounded, and clamped to [0, 255]
torch::Tensor to_pixels(const torch::Tensor& images);

// The size in pixels of make_grid()'s result for `count` images.
// throws  Error if a side would exceed 65535 pixels, or the whole grid 2^27
struct GridSize {
  int64_t height;
  int64_t width;
};
GridSize compute_grid_size(int64_t count, int64_t image_height, int64_t image_width,
                           int64_t columns, int64_t padding, int64_t scale);

// Arranges images in rows, left to right and top to bottom, with `padding` grey pixels around each
// and every pixel repeated scale x scale times. Unused cells are filled with the padding's grey.
// pixels   uint8 [N, C, H, W]
// columns  >= 1; there are as many rows as N images need
// returns  uint8 [C, height, width]
// throws   Error as compute_grid_size() does
torch::Tensor make_grid(const torch::Tensor& pixels, int64_t columns, int64_t padding,
                        int64_t scale);

}  // namespace gan
