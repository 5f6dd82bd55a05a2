#include "core/losses/smoothed_labels.h"

namespace gan {
namespace {

constexpr int64_t kKinds = 3;
constexpr int64_t kInitialRows = 256;

torch::Tensor draw_labels(const Config::Loss& options, int64_t seed, Stream stream, int64_t index,
                          LabelKind kind, int64_t count) {
  const LabelRange range = label_range(options, kind);
  torch::Tensor labels = torch::empty({count, 1});
  Random(static_cast<uint64_t>(seed), stream, static_cast<uint64_t>(index))
      .fill_uniform(labels.data_ptr<float>(), count, range.low, range.high);
  return labels;
}

}  // namespace

LabelRange label_range(const Config::Loss& options, LabelKind kind) {
  const bool is_smoothed =
      kind == LabelKind::kReal || options.smoothing_sides == SmoothingSides::kTwo;
  const float width = is_smoothed ? static_cast<float>(options.smoothing) : 0.0F;
  return kind == LabelKind::kFake ? LabelRange{0.0F, width} : LabelRange{1.0F - width, 1.0F};
}

int64_t label_index(int64_t index, LabelKind kind) {
  return kKinds * (index + 1) + static_cast<int64_t>(kind);  // those below kKinds are fixed labels'
}

torch::Tensor make_labels(const Config::Loss& options, int64_t seed, Stream stream, int64_t index,
                          LabelKind kind, int64_t count) {
  if (options.labels == LabelMode::kRedrawn)
    return draw_labels(options, seed, stream, label_index(index, kind), kind, count);
  return draw_labels(options, seed, Stream::kLabels, static_cast<int64_t>(kind), kind, count);
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
