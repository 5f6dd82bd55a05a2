#include "core/data/batches.h"

#include <array>

#include "core/base/random.h"

namespace gan {

std::vector<int64_t> shuffled_indices(int64_t count, int64_t seed, int64_t epoch) {
  return Random(static_cast<uint64_t>(seed), Stream::kShuffle, static_cast<uint64_t>(epoch))
      .permutation(count);
}

torch::Tensor gather_images(const torch::Tensor& pixels, const int64_t* indices, int64_t count,
                            const uint8_t*) {
  static const std::array<float, 256> kScaled = [] {
    std::array<float, 256> scaled{};
    for (size_t p = 0; p < scaled.size(); ++p)
      scaled[p] = (static_cast<float>(p) / 255.0F - 0.5F) / 0.5F;
    return scaled;
  }();
  const int64_t size = pixels[0].numel();
  torch::Tensor images = torch::empty({count, pixels.size(1), pixels.size(2), pixels.size(3)});
  const auto* from = pixels.data_ptr<uint8_t>();
  auto* to = images.data_ptr<float>();
  for (int64_t row = 0; row < count; ++row) {
    const uint8_t* image = from + indices[row] * size;
    for (int64_t i = 0; i < size; ++i) *to++ = kScaled[image[i]];
  }
  return images;
}

Batch gather_batch(const DataSet& data, const int64_t* indices, int64_t count,
                   const uint8_t* mirrored) {
  Batch batch{gather_images(data.images.pixels, indices, count, mirrored)};
  if (data.labels)
    batch.classes = data.labels->values.index_select(
        0, torch::from_blob(const_cast<int64_t*>(indices), {count}, torch::kInt64));
  return batch;
}

}  // namespace gan
