#include "core/evaluate/neighbours.h"

#include "core/base/errors.h"
#include "core/evaluate/distances.h"

namespace gan {
namespace {

constexpr int64_t kRowsOfFeatures = 1000;

}  // namespace

Manifold make_manifold(const torch::Tensor& features) {
  if (features.size(0) < 2 * kNeighbours)
    throw Error("precision and recall: needs at least " + std::to_string(2 * kNeighbours) +
                " images, got " + std::to_string(features.size(0)) + "; ask for more");
  const SquaredDistances distances(features);
  std::vector<torch::Tensor> radii;
  for (const torch::Tensor& block : features.split(kRowsOfFeatures)) {
    // One more than k, because the nearest row is the row itself.
    const auto nearest = distances.of(block).topk(kNeighbours + 1, /*dim=*/1, /*largest=*/false,
                                                  /*sorted=*/false);
    radii.push_back(std::get<0>(nearest).amax(1));
  }
  return {features, torch::cat(radii)};
}

Overlap compare_manifolds(const Manifold& real, const Manifold& samples) {
  const int64_t real_count = real.features.size(0);
  const int64_t sample_count = samples.features.size(0);
  int64_t samples_inside = 0;
  int64_t balls_entered = 0;
  const SquaredDistances to_real(real.features);
  torch::Tensor is_recalled = torch::zeros({real_count}, torch::kBool);
  torch::Tensor is_covered = torch::zeros({real_count}, torch::kBool);
  for (int64_t first = 0; first < sample_count; first += kRowsOfFeatures) {
    const int64_t size = std::min(kRowsOfFeatures, sample_count - first);
    const torch::Tensor distances = to_real.of(samples.features.narrow(0, first, size));
    const torch::Tensor in_real_ball = distances <= real.squared_radii;
    const torch::Tensor in_sample_ball =
        distances <= samples.squared_radii.narrow(0, first, size).unsqueeze(1);
    samples_inside += in_real_ball.any(1).sum().item<int64_t>();
    balls_entered += in_real_ball.sum().item<int64_t>();
    is_recalled |= in_sample_ball.any(0);
    is_covered |= in_real_ball.any(0);
  }
  const auto share = [](int64_t part, int64_t whole) {
    return static_cast<double>(part) / static_cast<double>(whole);
  };
  return {share(samples_inside, sample_count), share(is_recalled.sum().item<int64_t>(), real_count),
          share(balls_entered, kNeighbours * sample_count),
          share(is_covered.sum().item<int64_t>(), real_count)};
}

}  // namespace gan
