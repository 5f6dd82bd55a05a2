// R1 and R2 in the fused engine; fused_engine.h says how.
#include <algorithm>
#include <numeric>

#include "core/train/fused_engine.h"

namespace gan {

// Of the blocks of D's input: real images, then as many generated ones.
// count  of either
BlockRange FusedEngine::penalized_blocks(int64_t count) const {
  const Config::Penalty& options = state_.config.penalty;
  const int64_t half = round_up_to_block(count) / kBlock;
  return {options.r1 > 0 ? 0 : half, options.r2 > 0 ? 2 * half : half};
}

// Has the gradients g go down from 1 for each penalised image.
// returns  c for each penalised block, where the penalty is the sum of c/2 |g_0|^2 over images
std::vector<float> FusedEngine::begin_penalty(BlockRange penalized, BlockRange extra,
                                              int64_t count) {
  const Config::Penalty& options = state_.config.penalty;
  const int64_t half = round_up_to_block(count) / kBlock;
  std::vector<float> scales;
  for (int64_t i = 0; i < penalized.count(); ++i) {
    const int64_t block = penalized.begin + i;
    const double gamma = block < half ? options.r1 : options.r2;
    scales.push_back(static_cast<float>(gamma * static_cast<double>(options.every_steps) /
                                        static_cast<double>(count)));
    const int64_t images = std::min(kBlock, count - block % half * kBlock);
    float* const gradients = logit_gradients_.data() + (extra.begin + i) * kBlock;
    std::fill(gradients, gradients + images, 1.0F);
  }
  store_logit_gradients(extra);
  return scales;
}

// The penalised images once more, behind the others, as samples of each dW.
// returns  the penalty, not multiplied by every_steps
double FusedEngine::add_penalty(BlockRange penalized, int64_t count) {
  const int64_t images_end = 2 * round_up_to_block(count) / kBlock;
  const BlockRange extra{images_end, images_end + penalized.count()};
  const std::vector<float> scales = begin_penalty(penalized, extra, count);
  const std::vector<FusedLayer>& layers = discriminator_.layers;
  std::vector<Features>& x = discriminator_.inputs;
  std::vector<Gradients>& dy = discriminator_.gradients;
  for (size_t i = layers.size() - 1; i > 0; --i)
    team_.for_each(layers[i].backward_tasks(), [&](int64_t task) {
      layers[i].backward(task, dy[i], extra, x[i], penalized.begin, layers[i - 1], dy[i - 1]);
    });
  std::vector<double> sums(static_cast<size_t>(layers[0].backward_tasks()));
  team_.for_each(layers[0].backward_tasks(), [&](int64_t task) {
    sums[static_cast<size_t>(task)] = layers[0].backward_to_input(task, dy[0], extra, scales, x[0]);
  });
  for (size_t i = 0; i + 1 < layers.size(); ++i)
    team_.for_each(layers[i].forward_tasks(extra.count()), [&](int64_t task) {
      layers[i].push_forward(task, x[i], extra, x[i + 1], penalized.begin);
    });
  const double penalty = std::accumulate(sums.begin(), sums.end(), 0.0) /
                         (2 * static_cast<double>(state_.config.penalty.every_steps));
  check_finite("loss.penalty", penalty, state_);
  return penalty;
}

}  // namespace gan
