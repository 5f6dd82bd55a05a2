#include "core/train/train.h"

#include <algorithm>
#include <numeric>

#include "core/base/divide_up.h"
#include "core/base/errors.h"
#include "core/data/batches.h"
#include "core/models/classes.h"
#include "core/models/sampling.h"
#include "core/models/shift.h"

namespace gan {
namespace {

void add(Averages& averages, const StepResult& result) {
  averages.add(Averages::kRealLoss, result.real_loss);
  averages.add(Averages::kFakeLoss, result.fake_loss);
  if (result.generator_loss) averages.add(Averages::kGeneratorLoss, *result.generator_loss);
  averages.add(Averages::kRealProbability, result.real_probability);
  averages.add(Averages::kFakeProbability, result.fake_probability);
  if (result.penalty) averages.add(Averages::kPenalty, *result.penalty);
}

// G is trained every k batches, and always on the last batch of an epoch.
bool trains_generator(int64_t batch, int64_t batches, int64_t k) {
  return (batch + 1) % k == 0 || batch + 1 == batches;
}

// The address of the random numbers of a training step or of a validation batch.
struct DrawAddress {
  int64_t seed;
  int64_t index;  // in each stream
  Stream discriminator_latents;
  Stream generator_latents;
  Stream discriminator_classes;
  Stream generator_classes;
  Stream labels;
};

// Of a step of training, and of a batch of validation.
DrawAddress training_address(const TrainState& state) {
  return {state.draw_seed(),
          state.position.step,
          Stream::kDiscriminatorLatents,
          Stream::kGeneratorLatents,
          Stream::kDiscriminatorClasses,
          Stream::kGeneratorClasses,
          Stream::kLabels};
}

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

// Latents for `count` images for each of some streams.
std::vector<torch::Tensor> make_latents(const TrainState& state, Engine& engine,
                                        const DrawAddress& address,
                                        const std::vector<Stream>& streams, int64_t count) {
  constexpr int64_t kRows = 32;
  const Config::Generator& options = state.config.generator;
  std::vector<torch::Tensor> latents;
  for (size_t i = 0; i < streams.size(); ++i)
    latents.push_back(torch::empty({count, options.latent}));
  const int64_t parts = divide_up(count, kRows);
  engine.for_each(parts * static_cast<int64_t>(streams.size()), [&](int64_t task) {
    const auto draw = static_cast<size_t>(task / parts);
    const int64_t first = task % parts * kRows;
    fill_latents(options, address.seed, streams[draw], address.index, first,
                 latents[draw].narrow(0, first, std::min(kRows, count - first)));
  });
  return latents;
}

// The inputs of a step on a batch, without shifts.
StepInputs make_inputs(TrainState& state, Engine& engine, const Batch& batch,
                       const DrawAddress& address, bool with_generator) {
  const int64_t count = batch.count();
  const Config::Generator& options = state.config.generator;
  const bool is_paired = options.classes == ClassDraw::kPaired;
  std::vector<Stream> streams = {address.discriminator_latents};
  if (with_generator) streams.push_back(address.generator_latents);
  const std::vector<torch::Tensor> latents = make_latents(state, engine, address, streams, count);
  const auto draw = [&](size_t half, Stream classes) {
    return StepDraws{latents[half].to(state.device),
                     {},
                     is_paired ? batch.classes
                               : draw_classes(state.classes, options.classes, address.seed, classes,
                                              address.index, count)};
  };
  StepInputs inputs;
  inputs.real = {batch.images.to(state.device), batch.classes};
  inputs.discriminator = draw(0, address.discriminator_classes);
  inputs.real_labels = take_labels(state, address, LabelKind::kReal, count);
  inputs.fake_labels = take_labels(state, address, LabelKind::kFake, count);
  if (!with_generator) return inputs;
  inputs.generator = draw(1, address.generator_classes);
  inputs.target_labels = take_labels(state, address, LabelKind::kTarget, count);
  return inputs;
}

// Without condition class, a batch has no classes.
Batch batch_for(const TrainState& state, Engine& engine, const DataSet& data,
                const int64_t* indices, int64_t count, const uint8_t* mirrored) {
  Batch batch = gather_batch(data, indices, count, mirrored, [&](int64_t parts, const auto& task) {
    engine.for_each(parts, task);
  });
  if (state.config.condition == Condition::kNone) batch.classes = torch::Tensor();
  return batch;
}

// A batch of training, with half of the images mirrored if the config asks for it.
Batch take_batch(const TrainState& state, Engine& engine, const DataSet& data,
                 const int64_t* indices, int64_t count) {
  std::vector<uint8_t> mirrored;
  if (state.config.data.mirror) {
    Random random(static_cast<uint64_t>(state.draw_seed()), Stream::kMirror,
                  static_cast<uint64_t>(state.position.step));
    for (int64_t i = 0; i < count; ++i) mirrored.push_back(static_cast<uint8_t>(random.below(2)));
  }
  return batch_for(state, engine, data, indices, count,
                   mirrored.empty() ? nullptr : mirrored.data());
}

// For training only: validation does not shift images.
void add_shifts(const TrainState& state, StepInputs& inputs) {
  const int64_t most = state.config.discriminator.shift;
  if (most == 0) return;
  const auto draw = [&](Stream stream) {
    return draw_shifts(state.draw_seed(), stream, state.position.step, 2 * inputs.real.count(),
                       most);
  };
  inputs.discriminator.shifts = draw(Stream::kDiscriminatorShifts);
  if (inputs.generator) inputs.generator->shifts = draw(Stream::kGeneratorShifts);
}

Averages take(Averages& averages) { return std::exchange(averages, Averages()); }

}  // namespace

int64_t steps_per_epoch(const Config& config, int64_t image_count) {
  return divide_up(image_count, config.train.batch_size);
}

int64_t last_step(const Config& config, int64_t image_count) {
  return config.train.steps > 0 ? config.train.steps
                                : config.train.epochs * steps_per_epoch(config, image_count);
}

void check_position(const TrainState& state, int64_t image_count) {
  const Position& position = state.position;
  const int64_t batches = steps_per_epoch(state.config, image_count);
  if (position.step / batches == position.epoch && position.step % batches == position.batch)
    return;
  throw Error(ErrorKind::kMismatch, "position: step " + std::to_string(position.step) +
                                        " cannot be batch " + std::to_string(position.batch) +
                                        " of epoch " + std::to_string(position.epoch) +
                                        " if an epoch has " + std::to_string(batches) + " batches");
}

void check_batches(const Config& config, int64_t image_count) {
  const int64_t size = config.train.batch_size;
  const int64_t smallest = image_count % size == 0 ? size : image_count % size;
  if (config.generator.normalization == Normalization::kNone || smallest > 1) return;
  throw UsageError("/train/batch_size: leaves one image in the last batch of " +
                   std::to_string(image_count) + " images, which BatchNorm cannot use, got " +
                   std::to_string(size) + "; change it, or /generator/normalization");
}

void train(TrainState& state, Engine& engine, const DataSet& training, const DataSet* validation,
           const OnStep& on_step) {
  const Config& config = state.config;
  Position& position = state.position;
  const int64_t count = training.count();
  const int64_t batches = steps_per_epoch(config, count);
  const int64_t end = last_step(config, count);
  check_batches(config, count);
  std::vector<int64_t> order;
  while (position.step < end) {
    if (order.empty()) order = shuffled_indices(count, config.seed, position.epoch);
    const int64_t first = position.batch * config.train.batch_size;
    const int64_t size = std::min(config.train.batch_size, count - first);
    StepInputs inputs =
        make_inputs(state, engine, take_batch(state, engine, training, order.data() + first, size),
                    training_address(state),
                    trains_generator(position.batch, batches, config.train.discriminator_k));
    inputs.progress = static_cast<double>(position.step) / static_cast<double>(end);
    add_shifts(state, inputs);
    StepReport report;
    report.step = engine.step(inputs);
    add(state.window, report.step);
    add(state.epoch, report.step);
    add(state.watch, report.step);

    position.step += 1;
    position.images += size;
    position.batch += 1;
    const bool is_epoch_end = position.batch == batches;
    if (is_epoch_end) {
      position.batch = 0;
      position.epoch += 1;
      order.clear();
      report.epoch = take(state.epoch);
      if (validation && is_due(position, config.validation.every_epochs, 0))
        report.validation = validate(state, engine, *validation);
    }
    if (is_epoch_end || position.step % config.log.every_steps == 0)
      report.window = take(state.window);
    if (position.step % kDivergenceSteps == 0)
      report.divergence = find_divergence(state, take(state.watch), inputs.real.images);
    if (!on_step(report)) return;
  }
}

Averages validate(TrainState& state, Engine& engine, const DataSet& images) {
  const Config& config = state.config;
  std::vector<int64_t> order(static_cast<size_t>(images.count()));
  std::iota(order.begin(), order.end(), int64_t{0});
  const int64_t batches = divide_up(images.count(), config.validation.batch_size);
  Averages averages;
  for (int64_t batch = 0; batch < batches; ++batch) {
    const int64_t first = batch * config.validation.batch_size;
    const int64_t size = std::min(config.validation.batch_size, images.count() - first);
    add(averages,
        engine.validate(make_inputs(
            state, engine, batch_for(state, engine, images, order.data() + first, size, nullptr),
            validation_address(state, batch),
            trains_generator(batch, batches, config.train.discriminator_k))));
  }
  return averages;
}

}  // namespace gan
