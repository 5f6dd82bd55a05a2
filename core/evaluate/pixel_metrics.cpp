#include "core/evaluate/pixel_metrics.h"

#include <cmath>

#include "core/evaluate/draws.h"
#include "core/evaluate/nearest.h"
#include "core/evaluate/real_sets.h"

namespace gan {
namespace {

ParzenEstimate test_likelihood(const PixelReference& reference, const torch::Tensor& centres) {
  return estimate_parzen(reference.test, validation_images(reference.train), centres);
}

}  // namespace

PixelReference::PixelReference(const torch::Tensor& train_pixels, const torch::Tensor& test_pixels)
    : train(train_pixels),
      test(test_pixels),
      bin_centres(make_bins(train, kBins, evaluation_random(Draw::kFirstCentres))),
      bin_counts(count_bins(train, bin_centres)),
      test_distances(nearest_distances(test, train)) {}

NearestImages compare_distances(const torch::Tensor& distances,
                                const torch::Tensor& test_distances) {
  const double mean = distances.mean().item<double>();
  const double threshold = test_distances.quantile(0.01).item<double>();
  const double copies = (distances < threshold).to(torch::kFloat64).mean().item<double>();
  return {mean, distances.quantile(0.5).item<double>(), mean / test_distances.mean().item<double>(),
          threshold > 0 ? copies : NAN};
}

PixelMetrics measure(const PixelReference& reference, const torch::Tensor& pixels) {
  const torch::Tensor distances = nearest_distances(pixels, reference.train);
  return {compare_bins(count_bins(pixels, reference.bin_centres), reference.bin_counts),
          compare_distances(distances, reference.test_distances),
          test_likelihood(reference, pixels)};
}

RealPixelMetrics measure_real(const PixelReference& reference, const torch::Tensor& pixels) {
  const torch::Tensor counts = count_bins(pixels, reference.bin_centres);
  return {compare_bins(counts, reference.bin_counts - counts), test_likelihood(reference, pixels)};
}

}  // namespace gan
