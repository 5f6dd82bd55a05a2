#include "core/models/shift.h"

#include <algorithm>

namespace gan {

torch::Tensor draw_shifts(int64_t seed, Stream stream, int64_t index, int64_t count, int64_t most) {
  Random random(static_cast<uint64_t>(seed), stream, static_cast<uint64_t>(index));
  torch::Tensor shifts = torch::empty({count, 2}, torch::kInt64);
  for (int64_t i = 0; i < 2 * count; ++i)
    shifts.data_ptr<int64_t>()[i] =
        static_cast<int64_t>(random.below(static_cast<uint64_t>(2 * most + 1))) - most;
  return shifts;
}

void shift_image(const float* from, ImageShape shape, int64_t down, int64_t right, float fill,
                 float* to) {
  const int64_t left = std::clamp<int64_t>(right, 0, shape.width);  // first column copied into
  const int64_t kept = std::max<int64_t>(0, shape.width - std::abs(right));
  for (int64_t i = 0; i < shape.height; ++i, to += shape.width) {
    std::fill(to, to + shape.width, fill);
    const int64_t row = i - down;
    if (row < 0 || row >= shape.height) continue;
    std::copy_n(from + row * shape.width + std::max<int64_t>(0, -right), kept, to + left);
  }
}

torch::Tensor shift_images(const torch::Tensor& images, const torch::Tensor& shifts) {
  const int64_t height = images.size(2);
  const int64_t width = images.size(3);
  const auto from = [&](int64_t axis, int64_t size) {  // [N, size]
    return torch::arange(size).unsqueeze(0) - shifts.select(1, axis).unsqueeze(1);
  };
  const torch::Tensor rows = from(0, height).unsqueeze(2);
  const torch::Tensor columns = from(1, width).unsqueeze(1);
  const torch::Tensor is_inside = rows.ge(0) & rows.lt(height) & columns.ge(0) & columns.lt(width);
  // Pixels from outside read the extra background pixel appended to each channel.
  const torch::Tensor index = torch::where(is_inside, rows * width + columns,
                                           torch::full({}, height * width, torch::kInt64));
  const torch::Tensor background =
      torch::full({images.size(0), images.size(1), 1}, kBackground, images.options());
  return torch::cat({images.flatten(2), background}, 2)
      .gather(2, index.flatten(1).unsqueeze(1).expand({-1, images.size(1), -1}).to(images.device()))
      .view_as(images);
}

}  // namespace gan
