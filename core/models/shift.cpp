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

Shifter::Shifter(ImageShape shape, int64_t most, torch::Device device)
    : most_(most), size_(shape.height * shape.width) {
  const auto list_sources = [&](int64_t count, int64_t factor) {
    const torch::Tensor sources =
        torch::arange(count).unsqueeze(0) - torch::arange(-most, most + 1).unsqueeze(1);
    const torch::Tensor is_outside = sources.lt(0) | sources.ge(count);
    return (factor * sources).masked_fill(is_outside, size_).to(device);
  };
  rows_ = list_sources(shape.height, shape.width);
  columns_ = list_sources(shape.width, 1);
}

torch::Tensor Shifter::shift(const torch::Tensor& images, const torch::Tensor& shifts) const {
  const torch::Tensor which = shifts.to(images.device()) + most_;
  // Pixels from outside read the extra background pixel appended to each channel.
  const torch::Tensor sources = (rows_.index_select(0, which.select(1, 0)).unsqueeze(2) +
                                 columns_.index_select(0, which.select(1, 1)).unsqueeze(1))
                                    .clamp_max_(size_);
  const torch::Tensor background =
      torch::full({images.size(0), images.size(1), 1}, kBackground, images.options());
  return torch::cat({images.flatten(2), background}, 2)
      .gather(2, sources.flatten(1).unsqueeze(1).expand({-1, images.size(1), -1}))
      .view_as(images);
}

}  // namespace gan
