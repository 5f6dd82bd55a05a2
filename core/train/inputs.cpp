#include "core/train/inputs.h"

#include <algorithm>

#include "core/base/divide_up.h"
#include "core/models/sampling.h"
#include "core/models/shift.h"

namespace gan {
namespace {

DrawAddress validation_address(const TrainState& state, int64_t batch) {
  return {state.config.seed,
          batch,
          Stream::kValidationDiscriminatorLatents,
          Stream::kValidationGeneratorLatents,
          Stream::kValidationDiscriminatorClasses,
          Stream::kValidationGeneratorClasses,
          Stream::kValidationLabels};
}

torch::Tensor take_labels(TrainState& state, const DrawAddress& address, LabelKind kind,
                          int64_t count) {
  const Config::Loss& options = state.config.loss;
  if (state.shared_labels)
    return state.shared_labels->take(options, state.config.seed, kind, count);
  const bool is_fixed = options.labels == LabelMode::kFixed;  // a rollback must not change them
  return make_labels(options, is_fixed ? state.config.seed : address.seed, address.labels,
                     address.index, kind, count);
}

void draw_latents(const TrainState& state, const DrawAddress& address, int64_t count,
                  const ForEach& for_each, StepInputs& inputs) {
  constexpr int64_t kRows = 32;
  const Config::Generator& options = state.config.generator;
  std::vector<std::pair<Stream, torch::Tensor>> draws;
  const auto add = [&](Stream stream) {
    return draws.emplace_back(stream, torch::empty({count, options.latent})).second;
  };
  inputs.discriminator.latents = add(address.discriminator_latents);
  if (inputs.generator) inputs.generator->latents = add(address.generator_latents);
  const int64_t parts = divide_up(count, kRows);
  for_each(parts * static_cast<int64_t>(draws.size()), [&](int64_t task) {
    const auto& [stream, latents] = draws[static_cast<size_t>(task / parts)];
    const int64_t first = task % parts * kRows;
    fill_latents(options, address.seed, stream, address.index, first,
                 latents.narrow(0, first, std::min(kRows, count - first)));
  });
}

// Without condition class, a batch has no classes.
Batch batch_of(const TrainState& state, const StepPlan& plan, const ForEach& for_each,
               const uint8_t* mirrored) {
  Batch batch =
      gather_batch(plan.data, plan.order.data() + plan.first, plan.count, mirrored, for_each);
  if (state.config.condition == Condition::kNone) batch.classes = torch::Tensor();
  return batch;
}

// For training only: validation does not shift images.
void draw_shifts(const TrainState& state, int64_t count, StepInputs& inputs) {
  const int64_t most = state.config.discriminator.shift;
  if (most == 0) return;
  const auto draw = [&](Stream stream) {
    return draw_shifts(state.draw_seed(), stream, state.position.step, 2 * count, most);
  };
  inputs.discriminator.shifts = draw(Stream::kDiscriminatorShifts);
  if (inputs.generator) inputs.generator->shifts = draw(Stream::kGeneratorShifts);
}

StepInputs make_inputs(TrainState& state, const DrawAddress& address, const StepPlan& plan,
                       Batch batch, const ForEach& for_each) {
  StepInputs inputs;
  inputs.real = std::move(batch);
  inputs.progress = plan.progress;
  if (plan.trains_generator) inputs.generator.emplace();
  draw_latents(state, address, plan.count, for_each, inputs);
  draw_classes(state, address, inputs);
  draw_labels(state, address, plan.count, inputs);
  return inputs;
}

}  // namespace

DrawAddress training_address(const TrainState& state) {
  return {state.draw_seed(),
          state.position.step,
          Stream::kDiscriminatorLatents,
          Stream::kGeneratorLatents,
          Stream::kDiscriminatorClasses,
          Stream::kGeneratorClasses,
          Stream::kLabels};
}

Batch take_batch(const TrainState& state, const StepPlan& plan, const ForEach& for_each) {
  std::vector<uint8_t> mirrored;
  if (state.config.data.mirror) {
    Random random(static_cast<uint64_t>(state.draw_seed()), Stream::kMirror,
                  static_cast<uint64_t>(state.position.step));
    for (int64_t i = 0; i < plan.count; ++i)
      mirrored.push_back(static_cast<uint8_t>(random.below(2)));
  }
  return batch_of(state, plan, for_each, mirrored.empty() ? nullptr : mirrored.data());
}

void draw_labels(TrainState& state, const DrawAddress& address, int64_t count, StepInputs& inputs) {
  inputs.real_labels = take_labels(state, address, LabelKind::kReal, count);
  inputs.fake_labels = take_labels(state, address, LabelKind::kFake, count);
  if (inputs.generator)
    inputs.target_labels = take_labels(state, address, LabelKind::kTarget, count);
}

void draw_classes(const TrainState& state, const DrawAddress& address, StepInputs& inputs) {
  if (!inputs.real.classes.defined()) return;
  const ClassDraw how = state.config.generator.classes;
  const auto draw = [&](Stream stream) {
    return how == ClassDraw::kPaired ? inputs.real.classes
                                     : draw_classes(state.classes, how, address.seed, stream,
                                                    address.index, inputs.real.classes.size(0));
  };
  inputs.discriminator.classes = draw(address.discriminator_classes);
  if (inputs.generator) inputs.generator->classes = draw(address.generator_classes);
}

StepInputs make_training_inputs(TrainState& state, const StepPlan& plan, const ForEach& for_each) {
  StepInputs inputs = make_inputs(state, training_address(state), plan,
                                  take_batch(state, plan, for_each), for_each);
  draw_shifts(state, plan.count, inputs);
  return inputs;
}

StepInputs make_validation_inputs(TrainState& state, const StepPlan& plan, int64_t batch,
                                  const ForEach& for_each) {
  return make_inputs(state, validation_address(state, batch), plan,
                     batch_of(state, plan, for_each, nullptr), for_each);
}

}  // namespace gan
