#include "core/evaluate/bins.h"

#include "core/base/errors.h"
#include "core/evaluate/distances.h"

namespace gan {
namespace {

constexpr int64_t kRowsOfBins = 5000;
constexpr int kMaxIterations = 30;

// The index of the nearest centre of each image.
torch::Tensor assign(const torch::Tensor& pixels, const torch::Tensor& centres) {
  const SquaredDistances distances(centres);
  std::vector<torch::Tensor> indices;
  for (const torch::Tensor& block : pixels.split(kRowsOfBins))
    indices.push_back(distances.of(to_rows(block)).argmin(1));
  return torch::cat(indices);
}

// The mean image of each bin; an empty bin keeps its centre.
torch::Tensor mean_of_bins(const torch::Tensor& pixels, const torch::Tensor& assigned,
                           const torch::Tensor& centres) {
  const int64_t bins = centres.size(0);
  torch::Tensor sums = torch::zeros_like(centres);
  for (int64_t first = 0; first < pixels.size(0); first += kRowsOfBins) {
    const int64_t size = std::min(kRowsOfBins, pixels.size(0) - first);
    const torch::Tensor membership =
        torch::one_hot(assigned.narrow(0, first, size), bins).to(torch::kFloat32);
    sums.add_(torch::mm(membership.t(), to_rows(pixels.narrow(0, first, size))));
  }
  const torch::Tensor counts = torch::bincount(assigned, {}, bins).unsqueeze(1);
  return torch::where(counts > 0, sums / counts, centres);
}

torch::Tensor entropy_terms(const torch::Tensor& p) { return -torch::xlogy(p, p); }

}  // namespace

torch::Tensor make_bins(const torch::Tensor& pixels, int64_t bins, Random random) {
  if (pixels.size(0) < bins)
    throw Error("NDB: needs at least " + std::to_string(bins) + " training images, got " +
                std::to_string(pixels.size(0)) + "; use a larger data set");
  const torch::Tensor order = torch::tensor(random.permutation(pixels.size(0)));
  torch::Tensor centres = to_rows(pixels.index_select(0, order.narrow(0, 0, bins)));
  torch::Tensor assigned = assign(pixels, centres);
  for (int iteration = 0; iteration < kMaxIterations; ++iteration) {
    centres = mean_of_bins(pixels, assigned, centres);
    const torch::Tensor next = assign(pixels, centres);
    if (torch::equal(next, assigned)) break;
    assigned = next;
  }
  return centres;
}

torch::Tensor count_bins(const torch::Tensor& pixels, const torch::Tensor& centres) {
  return torch::bincount(assign(pixels, centres), {}, centres.size(0)).to(torch::kFloat64);
}

BinDifference compare_bins(const torch::Tensor& sample_counts, const torch::Tensor& real_counts) {
  constexpr double kCriticalValue = 1.959963984540054;  // of |z| at 0.05, two-sided
  const double samples = sample_counts.sum().item<double>();
  const double reals = real_counts.sum().item<double>();
  const torch::Tensor p = sample_counts / samples;
  const torch::Tensor q = real_counts / reals;
  const torch::Tensor pooled = (sample_counts + real_counts) / (samples + reals);
  const torch::Tensor variance = pooled * (1 - pooled) * (1 / samples + 1 / reals);
  // We square and multiply instead of dividing, because a bin empty in both sets has variance 0.
  const torch::Tensor differs = (p - q).square() > kCriticalValue * kCriticalValue * variance;
  const torch::Tensor divergence =
      entropy_terms((p + q) / 2) - (entropy_terms(p) + entropy_terms(q)) / 2;
  return {differs.to(torch::kFloat64).mean().item<double>(), divergence.sum().item<double>()};
}

}  // namespace gan
