#include "core/evaluate/nearest.h"

#include <limits>

#include "core/evaluate/distances.h"

namespace gan {
namespace {

constexpr int64_t kRowsOfSamples = 2000;
constexpr int64_t kReferenceRows = 10000;

}  // namespace

torch::Tensor find_nearest(const torch::Tensor& pixels, const torch::Tensor& references) {
  const int64_t count = pixels.size(0);
  torch::Tensor nearest = torch::zeros({count}, torch::kInt64);
  torch::Tensor least = torch::full({count}, std::numeric_limits<float>::infinity());
  for (int64_t offset = 0; offset < references.size(0); offset += kReferenceRows) {
    const SquaredDistances to_references(to_rows(
        references.slice(0, offset, std::min(offset + kReferenceRows, references.size(0)))));
    for (int64_t first = 0; first < count; first += kRowsOfSamples) {
      const int64_t size = std::min(kRowsOfSamples, count - first);
      const auto [distances, indices] =
          to_references.of(to_rows(pixels.narrow(0, first, size))).min(1);
      torch::Tensor least_here = least.narrow(0, first, size);
      torch::Tensor nearest_here = nearest.narrow(0, first, size);
      nearest_here.copy_(torch::where(distances < least_here, indices + offset, nearest_here));
      least_here.copy_(torch::minimum(distances, least_here));
    }
  }
  return nearest;
}

torch::Tensor nearest_distances(const torch::Tensor& pixels, const torch::Tensor& references) {
  const torch::Tensor found = references.index_select(0, find_nearest(pixels, references));
  // Computed again as a difference, because SquaredDistances loses digits near 0.
  const torch::Tensor difference = to_rows(pixels) - to_rows(found);
  return difference.to(torch::kFloat64).square().sum(1).sqrt();
}

}  // namespace gan
