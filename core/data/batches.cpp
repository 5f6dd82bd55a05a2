#include "core/data/batches.h"

#include <algorithm>
#include <array>

#include "core/base/divide_up.h"
#include "core/base/random.h"

namespace gan {
namespace {

using Scaled = std::array<float, 256>;  // the float of each byte

Scaled scale_bytes() {
  Scaled scaled{};
  for (size_t p = 0; p < scaled.size(); ++p)
    scaled[p] = (static_cast<float>(p) / 255.0F - 0.5F) / 0.5F;
  return scaled;
}

// Whether an image's values lie one after the other, as most data sets have them.
bool has_whole_images(const torch::Tensor& pixels) {
  return pixels.stride(3) == 1 && pixels.stride(2) == pixels.size(3) &&
         pixels.stride(1) == pixels.size(2) * pixels.size(3);
}

// Copies the image at `from`, whose strides are those of `pixels`, to [C, H, W].
void scale_image(const torch::Tensor& pixels, const uint8_t* from, const Scaled& scaled,
                 float* to) {
  const int64_t channels = pixels.size(1), height = pixels.size(2), width = pixels.size(3);
  const int64_t by_channel = pixels.stride(1), by_y = pixels.stride(2), by_x = pixels.stride(3);
  for (int64_t channel = 0; channel < channels; ++channel)
    for (int64_t y = 0; y < height; ++y) {
      const uint8_t* const line = from + channel * by_channel + y * by_y;
      for (int64_t x = 0; x < width; ++x) *to++ = scaled[line[x * by_x]];
    }
}

}  // namespace

std::vector<int64_t> shuffled_indices(int64_t count, int64_t seed, int64_t epoch) {
  return Random(static_cast<uint64_t>(seed), Stream::kShuffle, static_cast<uint64_t>(epoch))
      .permutation(count);
}

void for_each_in_turn(int64_t count, const std::function<void(int64_t)>& task) {
  for (int64_t index = 0; index < count; ++index) task(index);
}

torch::Tensor gather_images(const torch::Tensor& pixels, const int64_t* indices, int64_t count,
                            const uint8_t* mirrored, const ForEach& for_each) {
  constexpr int64_t kPart = 16;
  static const Scaled kScaled = scale_bytes();
  const int64_t width = pixels.size(3);
  const int64_t size = pixels.size(1) * pixels.size(2) * width;
  const bool is_whole = has_whole_images(pixels);
  torch::Tensor images = torch::empty({count, pixels.size(1), pixels.size(2), width});
  const auto* const from = pixels.data_ptr<uint8_t>();
  auto* const begin = images.data_ptr<float>();
  for_each(divide_up(count, kPart), [&](int64_t part) {
    for (int64_t row = part * kPart; row < std::min((part + 1) * kPart, count); ++row) {
      const uint8_t* const image = from + indices[row] * pixels.stride(0);
      float* const to = begin + row * size;
      if (is_whole)
        for (int64_t i = 0; i < size; ++i) to[i] = kScaled[image[i]];
      else
        scale_image(pixels, image, kScaled, to);
      if (mirrored && mirrored[row])
        for (float* line = to; line != to + size; line += width) std::reverse(line, line + width);
    }
  });
  return images;
}

Batch gather_batch(const Images& images, const int64_t* indices, int64_t count,
                   const uint8_t* mirrored, const ForEach& for_each) {
  if (images.file)
    images.file->count_random_reads(static_cast<uint64_t>(count),
                                    static_cast<uint64_t>(images.shape().values()));
  return {gather_images(images.pixels, indices, count, mirrored, for_each)};
}

Batch gather_batch(const DataSet& data, const int64_t* indices, int64_t count,
                   const uint8_t* mirrored, const ForEach& for_each) {
  Batch batch = gather_batch(data.images, indices, count, mirrored, for_each);
  if (!data.labels) return batch;
  batch.classes = torch::empty({count}, torch::kInt64);
  const auto* const values = data.labels->values.data_ptr<int64_t>();
  std::transform(indices, indices + count, batch.classes.data_ptr<int64_t>(),
                 [&](int64_t index) { return values[index]; });
  return batch;
}

}  // namespace gan
