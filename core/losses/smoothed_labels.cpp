#include "core/losses/smoothed_labels.h"

namespace gan {
namespace {

constexpr int64_t kKinds = 3;
constexpr int64_t kInitialRows = 256;

torch::Tensor draw_labels(const Config::Loss& options, int64_t seed, Stream stream, int64_t index,
                          LabelKind kind, int64_t count) {
  const bool is_near_one = kind != LabelKind::kFake;
  const bool is_smoothed =
      kind == LabelKind::kReal || options.smoothing_sides == SmoothingSides::kTwo;
  const float width = is_smoothed ? static_cast<float>(options.smoothing) : 0.0F;
  torch::Tensor labels = torch::empty({count, 1});
  Random(static_cast<uint64_t>(seed), stream, static_cast<uint64_t>(index))
      .fill_uniform(labels.data_ptr<float>(), count, is_near_one ? 1.0F - width : 0.0F,
                    is_near_one ? 1.0F : width);
  return labels;
}

}  // namespace

torch::Tensor make_labels(const Config::Loss& options, int64_t seed, Stream stream, int64_t index,
                          LabelKind kind, int64_t count) {
  const auto place = static_cast<int64_t>(kind);
  if (options.labels == LabelMode::kRedrawn)  // indices below kKinds are those of fixed labels
    return draw_labels(options, seed, stream, kKinds * (index + 1) + place, kind, count);
  return draw_labels(options, seed, Stream::kLabels, place, kind, count);
}

SharedLabels::SharedLabels(const Config::Loss& options, int64_t seed) {
  state_.real = draw(options, seed, LabelKind::kReal, kInitialRows);
  state_.fake = draw(options, seed, LabelKind::kFake, kInitialRows);
  state_.target = draw(options, seed, LabelKind::kTarget, kInitialRows);
}

torch::Tensor SharedLabels::take(const Config::Loss& options, int64_t seed, LabelKind kind,
                                 int64_t count) {
  torch::Tensor& labels = kind == LabelKind::kReal   ? state_.real
                          : kind == LabelKind::kFake ? state_.fake
                                                     : state_.target;
  if (count > labels.size(0)) labels = draw(options, seed, kind, count);
  return labels.narrow(0, 0, count);
}

torch::Tensor SharedLabels::draw(const Config::Loss& options, int64_t seed, LabelKind kind,
                                 int64_t count) {
  const bool is_drawn =
      kind != LabelKind::kTarget || options.smoothing_sides == SmoothingSides::kTwo;
  if (!is_drawn) return torch::ones({count, 1});  // and not counted: as checkpoints have it
  return draw_labels(options, seed, Stream::kLabels, state_.draws++, kind, count);
}

}  // namespace gan
