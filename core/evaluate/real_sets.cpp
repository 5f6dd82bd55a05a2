#include "core/evaluate/real_sets.h"

#include <algorithm>

#include "core/evaluate/draws.h"

namespace gan {
namespace {

int64_t count_validation_images(const torch::Tensor& pixels) {
  return std::max<int64_t>(1, pixels.size(0) / 6);
}

}  // namespace

torch::Tensor validation_images(const torch::Tensor& pixels) {
  constexpr int64_t kMost = 1000;
  const int64_t count = count_validation_images(pixels);
  return pixels.narrow(0, pixels.size(0) - count, std::min(kMost, count));
}

std::vector<torch::Tensor> draw_real_sets(const torch::Tensor& pixels, int64_t count) {
  constexpr int64_t kMaxSets = 5;
  const int64_t available = pixels.size(0) - count_validation_images(pixels);
  const torch::Tensor order =
      torch::tensor(evaluation_random(Draw::kRealSets).permutation(available));
  std::vector<torch::Tensor> sets;
  for (int64_t i = 0; i < std::min(kMaxSets, available / count); ++i)
    sets.push_back(pixels.index_select(0, order.narrow(0, i * count, count)));
  return sets;
}

}  // namespace gan
