// What the pixels of a data set are like.
#pragma once

#include <cstdint>
#include <vector>

#include "core/data/data_set.h"

namespace gan {

struct PixelStatistics {
  int64_t least = 0;  // of all pixels, in [0, 255]
  int64_t most = 0;
  double mean = 0;
  double deviation = 0;               // the standard deviation: sqrt(mean (p - mean)^2)
  std::vector<double> channel_means;  // of each channel
};

// Counts every pixel once, so the figures are exact but for one rounding.
// images    at least one
// on_bytes  called every few MB, and at the end
PixelStatistics measure_pixels(const Images& images, const OnBytes& on_bytes = nullptr);

}  // namespace gan
