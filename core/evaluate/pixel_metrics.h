// Compares samples with real images by their pixels: all metrics that need no judge.
#pragma once

#include "core/evaluate/bins.h"
#include "core/evaluate/parzen.h"

namespace gan {

// What samples are compared with, computed once for any number of measurements.
struct PixelReference {
  // train, test  uint8 [N, C, H, W], [M, C, H, W]
  // throws       Error if there are too few
  PixelReference(const torch::Tensor& train, const torch::Tensor& test);

  torch::Tensor train;
  torch::Tensor test;
  torch::Tensor bin_centres;     // of the training images
  torch::Tensor bin_counts;      // of the training images
  torch::Tensor test_distances;  // of the test images to their nearest training images
};

// Distances to the nearest training image, compared with those of the test images.
struct NearestImages {
  double mean;
  double median;
  double ratio;   // of the mean to that of the test images
  double copies;  // share of images nearer than 99 % of the test images; NaN if 1 % are copies
};

struct PixelMetrics {
  BinDifference bins;
  NearestImages nearest;
  ParzenEstimate parzen;
};

// pixels  uint8 [N, C, H, W] of the reference's size
PixelMetrics measure(const PixelReference& reference, const torch::Tensor& pixels);

NearestImages compare_distances(const torch::Tensor& distances,
                                const torch::Tensor& test_distances);

// Scores of training images, measured like samples. Their bins are compared with those of the other
// training images. There are no NearestImages: each is its own nearest training image.
struct RealPixelMetrics {
  BinDifference bins;
  ParzenEstimate parzen;
};

// pixels  some of the reference's training images
RealPixelMetrics measure_real(const PixelReference& reference, const torch::Tensor& pixels);

}  // namespace gan
