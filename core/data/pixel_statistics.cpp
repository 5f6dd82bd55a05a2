#include "core/data/pixel_statistics.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace gan {
namespace {

using Histogram = std::array<uint64_t, 256>;  // how many pixels have each value

// Adds the pixels of a block, uint8 [N, C, H, W], to the histograms of their channels.
void count_pixels(const torch::Tensor& block, std::vector<Histogram>& histograms) {
  const torch::Tensor packed = block.contiguous();
  const int64_t area = packed.size(2) * packed.size(3);
  const auto* pixel = packed.data_ptr<uint8_t>();
  for (int64_t image = 0; image < packed.size(0); ++image)
    for (Histogram& histogram : histograms)
      for (const uint8_t* const end = pixel + area; pixel != end; ++pixel) ++histogram[*pixel];
}

double mean_of(const Histogram& histogram) {
  uint64_t count = 0, sum = 0;
  for (size_t value = 0; value < histogram.size(); ++value) {
    count += histogram[value];
    sum += value * histogram[value];
  }
  return static_cast<double>(sum) / static_cast<double>(count);
}

double deviation_of(const Histogram& histogram, double mean) {
  double count = 0, sum = 0;
  for (size_t value = 0; value < histogram.size(); ++value) {
    const auto pixels = static_cast<double>(histogram[value]);
    const double distance = static_cast<double>(value) - mean;
    count += pixels;
    sum += pixels * distance * distance;
  }
  return std::sqrt(sum / count);
}

}  // namespace

PixelStatistics measure_pixels(const Images& images, const OnBytes& on_bytes) {
  const int64_t bytes_each = images.shape().values();
  const int64_t block = std::max<int64_t>(1, (4 << 20) / bytes_each);
  const auto bytes = [&](int64_t count) { return static_cast<uint64_t>(count * bytes_each); };
  std::vector<Histogram> histograms(static_cast<size_t>(images.shape().channels));
  for (int64_t first = 0; first < images.count(); first += block) {
    const int64_t count = std::min(block, images.count() - first);
    count_pixels(images.pixels.narrow(0, first, count), histograms);
    if (images.file) images.file->count_read(bytes(count));
    if (on_bytes) on_bytes(bytes(first + count), bytes(images.count()));
  }
  PixelStatistics statistics;
  Histogram all{};
  for (const Histogram& histogram : histograms) {
    statistics.channel_means.push_back(mean_of(histogram));
    for (size_t value = 0; value < all.size(); ++value) all[value] += histogram[value];
  }
  const auto is_there = [](uint64_t count) { return count > 0; };
  statistics.least = std::find_if(all.begin(), all.end(), is_there) - all.begin();
  statistics.most = all.rend() - std::find_if(all.rbegin(), all.rend(), is_there) - 1;
  statistics.mean = mean_of(all);
  statistics.deviation = deviation_of(all, statistics.mean);
  return statistics;
}

}  // namespace gan
