// Pictures of generator output: its pixels, and grids of them.
#pragma once

#include <torch/types.h>

#include <cstdint>

namespace gan {

// images   float [N, 1, H, W] in [-1, 1]
// returns  uint8 [N, H, W]: (x + 1) * 127.5, rounded, and clamped to [0, 255]
torch::Tensor to_pixels(const torch::Tensor& images);

// Pixels of a grid of `count` images, see make_grid().
// throws  Error if a side would exceed 65535, or all of it 2^27 pixels
struct GridSize {
  int64_t height;
  int64_t width;
};
GridSize compute_grid_size(int64_t count, int64_t image_height, int64_t image_width,
                           int64_t columns, int64_t padding, int64_t scale);

// Images in rows, left to right and top to bottom, `padding` grey pixels around each, every pixel
// repeated scale x scale times. Cells left over stay padding.
// pixels   uint8 [N, H, W]
// columns  >= 1; rows are as many as N needs
// returns  uint8 [height, width]
// throws   Error as compute_grid_size() does
torch::Tensor make_grid(const torch::Tensor& pixels, int64_t columns, int64_t padding,
                        int64_t scale);

}  // namespace gan
