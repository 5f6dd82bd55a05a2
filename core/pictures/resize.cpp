#include "core/pictures/resize.h"

#include <algorithm>
#include <new>

#if defined(__GNUC__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-function"
#endif
#define STB_IMAGE_RESIZE_STATIC
#define STB_IMAGE_RESIZE_IMPLEMENTATION
#include <stb_image_resize.h>
#if defined(__GNUC__)
#pragma GCC diagnostic pop
#endif

namespace gan {

torch::Tensor resize_and_crop(const torch::Tensor& pixels, int64_t size) {
  const int64_t height = pixels.size(1);
  const int64_t width = pixels.size(2);
  const int64_t side = std::min(height, width);
  const torch::Tensor square =
      pixels.narrow(1, (height - side) / 2, side).narrow(2, (width - side) / 2, side);
  if (side == size) return square.contiguous();
  const torch::Tensor from = square.permute({1, 2, 0}).contiguous();
  torch::Tensor to = torch::empty({size, size, from.size(2)}, torch::kUInt8);
  const auto is_done =
      stbir_resize_uint8(from.data_ptr<uint8_t>(), static_cast<int>(side), static_cast<int>(side),
                         0, to.data_ptr<uint8_t>(), static_cast<int>(size), static_cast<int>(size),
                         0, static_cast<int>(from.size(2)));
  if (is_done == 0) throw std::bad_alloc();
  return to.permute({2, 0, 1}).contiguous();
}

}  // namespace gan
