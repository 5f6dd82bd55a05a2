#include "core/pictures/image_grid.h"

#include <string>

#include "core/base/divide_up.h"
#include "core/base/errors.h"
#include "core/pictures/png.h"

namespace gan {
namespace {

constexpr int64_t kMaxGridPixels = int64_t{1} << 27;  // a checkpoint's config may ask for any grid
constexpr uint8_t kPaddingGrey = 96;                  // distinct from black and white image borders

}  // namespace

torch::Tensor to_pixels(const torch::Tensor& images) {
  // In place, because there may be many images.
  return (images + 1).mul_(127.5).round_().clamp_(0, 255).to(torch::kUInt8);
}

GridSize compute_grid_size(int64_t count, int64_t image_height, int64_t image_width,
                           int64_t columns, int64_t padding, int64_t scale) {
  const int64_t rows = divide_up(count, columns);
  const GridSize size{rows * (image_height * scale + padding) + padding,
                      columns * (image_width * scale + padding) + padding};
  if (size.height > kMaxPictureSide || size.width > kMaxPictureSide ||
      size.height * size.width > kMaxGridPixels)
    throw Error("grid: at most 65535 pixels per side and " + std::to_string(kMaxGridPixels) +
                " in total are possible, got " + std::to_string(size.width) + " x " +
                std::to_string(size.height) +
                "; ask for fewer images or columns, or a smaller scale");
  return size;
}

torch::Tensor make_grid(const torch::Tensor& pixels, int64_t columns, int64_t padding,
                        int64_t scale) {
  const int64_t count = pixels.size(0);
  const int64_t cell_height = pixels.size(2) * scale;
  const int64_t cell_width = pixels.size(3) * scale;
  const auto [height, width] =
      compute_grid_size(count, pixels.size(2), pixels.size(3), columns, padding, scale);
  torch::Tensor grid = torch::full({pixels.size(1), height, width}, kPaddingGrey, torch::kUInt8);
  for (int64_t i = 0; i < count; ++i) {
    const int64_t top = padding + i / columns * (cell_height + padding);
    const int64_t left = padding + i % columns * (cell_width + padding);
    grid.narrow(1, top, cell_height)
        .narrow(2, left, cell_width)
        .copy_(pixels[i].repeat_interleave(scale, 1).repeat_interleave(scale, 2));
  }
  return grid;
}

}  // namespace gan
