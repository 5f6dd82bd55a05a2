#include "core/evaluate/real_sets.h"

#include <algorithm>

#include "core/evaluate/draws.h"

namespace gan {
namespace {

int64_t count_validation_images(int64_t images) { return std::max<int64_t>(1, images / 6); }

}  // namespace

torch::Tensor validation_images(const torch::Tensor& pixels) {
  constexpr int64_t kMost = 1000;
  const int64_t count = count_validation_images(pixels.size(0));
  return pixels.narrow(0, pixels.size(0) - count, std::min(kMost, count));
}

torch::Tensor order_real_images(int64_t count) {
  const int64_t available = count - count_validation_images(count);
  return torch::tensor(evaluation_random(Draw::kRealSets).permutation(available));
}

std::vector<torch::Tensor> draw_real_sets(const torch::Tensor& pixels, int64_t count) {
  const torch::Tensor order = order_real_images(pixels.size(0));
  std::vector<torch::Tensor> sets;
  for (int64_t i = 0; i < std::min(kMaxRealSets, order.size(0) / count); ++i)
    sets.push_back(pixels.index_select(0, order.narrow(0, i * count, count)));
  return sets;
}

}  // namespace gan
