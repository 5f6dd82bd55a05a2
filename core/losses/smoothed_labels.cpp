#include "core/losses/smoothed_labels.h"

#include "core/base/random.h"

namespace gan {
namespace {

constexpr int64_t kInitialRows = 256;

}  // namespace

SmoothedLabels::SmoothedLabels(const Config::Loss& options, int64_t seed)
    : options_(options), seed_(seed) {
  state_.real = draw(kInitialRows, true);
  state_.fake = draw(kInitialRows, false);
  state_.target =
      options_.smoothing_sides == "one" ? torch::ones({kInitialRows, 1}) : draw(kInitialRows, true);
}

torch::Tensor SmoothedLabels::real(int64_t count) { return take(state_.real, count, true); }

torch::Tensor SmoothedLabels::fake(int64_t count) { return take(state_.fake, count, false); }

torch::Tensor SmoothedLabels::target(int64_t count) {
  if (options_.smoothing_sides == "one") return torch::ones({count, 1});
  return take(state_.target, count, true);
}

torch::Tensor SmoothedLabels::draw(int64_t count, bool is_real) {
  const auto s = static_cast<float>(options_.smoothing);
  const float width = !is_real && options_.smoothing_sides == "one" ? 0.0F : s;
  torch::Tensor labels = torch::empty({count, 1});
  Random(static_cast<uint64_t>(seed_), Stream::kLabels, static_cast<uint64_t>(state_.draws++))
      .fill_uniform(labels.data_ptr<float>(), count, is_real ? 1.0F - width : 0.0F,
                    is_real ? 1.0F : width);
  return labels;
}

torch::Tensor SmoothedLabels::take(torch::Tensor& buffer, int64_t count, bool is_real) {
  if (options_.labels == "redrawn") return draw(count, is_real);
  if (count > buffer.size(0)) buffer = draw(count, is_real);
  return buffer.narrow(0, 0, count);
}

}  // namespace gan
