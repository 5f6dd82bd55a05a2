#include "core/evaluate/kernel_distance.h"

#include <algorithm>

#include "core/base/errors.h"
#include "core/base/parallel_for.h"
#include "core/evaluate/spread.h"

namespace gan {
namespace {

constexpr int kSubsets = 100;
constexpr int64_t kSubsetSize = 1000;

// Which rows of each set a subset has.
struct Subset {
  torch::Tensor of_x;
  torch::Tensor of_y;
};

torch::Tensor draw_rows(const torch::Tensor& features, int64_t count, Random& random) {
  return torch::tensor(random.permutation(features.size(0))).narrow(0, 0, count).clone();
}

torch::Tensor kernel(const torch::Tensor& x, const torch::Tensor& y) {
  return torch::mm(x, y.t()).div_(x.size(1)).add_(1).pow_(3);
}

double mean_of_pairs(const torch::Tensor& x) {
  const torch::Tensor values = kernel(x, x);
  const auto count = static_cast<double>(x.size(0));
  const torch::Tensor sum = values.sum(torch::kFloat64) - values.diagonal().sum(torch::kFloat64);
  return sum.item<double>() / (count * (count - 1));
}

double squared_discrepancy(const torch::Tensor& x, const torch::Tensor& y) {
  const double between = kernel(x, y).mean(torch::kFloat64).item<double>();
  return mean_of_pairs(x) + mean_of_pairs(y) - 2 * between;
}

}  // namespace

KernelDistance kernel_distance(const torch::Tensor& x, const torch::Tensor& y, Random random) {
  const int64_t size = std::min({kSubsetSize, x.size(0), y.size(0)});
  if (size < 2)
    throw Error("kernel distance: needs at least 2 images, got " + std::to_string(size) +
                "; ask for more");
  std::vector<Subset> subsets;
  for (int i = 0; i < kSubsets; ++i) {
    const torch::Tensor of_x = draw_rows(x, size, random);
    subsets.push_back({of_x, draw_rows(y, size, random)});
  }
  std::vector<double> distances(subsets.size());
  parallel_for(0, kSubsets, 1, [&](int64_t from, int64_t to) {
    for (auto i = static_cast<size_t>(from); i < static_cast<size_t>(to); ++i)
      distances[i] = squared_discrepancy(x.index_select(0, subsets[i].of_x),
                                         y.index_select(0, subsets[i].of_y));
  });
  const Spread spread = spread_of(distances);
  return {spread.mean, spread.deviation};
}

}  // namespace gan
