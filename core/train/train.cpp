#include "core/train/train.h"

#include <algorithm>
#include <numeric>

#include "core/base/divide_up.h"
#include "core/base/errors.h"

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
  int64_t begun = 0;  // steps of which the results are to come
  while (position.step < end) {
    if (order.empty()) order = shuffled_indices(count, config.seed, position.epoch);
    const int64_t first = position.batch * config.train.batch_size;
    const StepPlan plan{training,
                        order,
                        first,
                        std::min(config.train.batch_size, count - first),
                        trains_generator(position.batch, batches, config.train.discriminator_k),
                        static_cast<double>(position.step) / static_cast<double>(end)};
    torch::Tensor watched;  // images to compare the generated ones with
    if ((position.step + 1) % kDivergenceSteps == 0) watched = take_batch(state, plan).images;
    engine.begin(plan);
    position.step += 1;
    position.images += plan.count;
    position.batch += 1;
    const bool is_epoch_end = position.batch == batches;
    const bool is_window_end = is_epoch_end || position.step % config.log.every_steps == 0;
    if (++begun < engine.steps_at_once() && !is_window_end && !watched.defined() &&
        position.step < end && !is_due(position, 0, config.checkpoint.every_steps))
      continue;
    begun = 0;
    StepReport report;
    report.steps = engine.finish();
    for (const StepResult& result : report.steps)
      for (Averages* const averages : {&state.window, &state.epoch, &state.watch})
        add(*averages, result);
    if (is_epoch_end) {
      position.batch = 0;
      position.epoch += 1;
      order.clear();
      report.epoch = take(state.epoch);
      if (validation && is_due(position, config.validation.every_epochs, 0))
        report.validation = validate(state, engine, *validation);
    }
    if (is_window_end) report.window = take(state.window);
    if (watched.defined()) report.divergence = find_divergence(state, take(state.watch), watched);
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
    const StepPlan plan{images,
                        order,
                        first,
                        std::min(config.validation.batch_size, images.count() - first),
                        trains_generator(batch, batches, config.train.discriminator_k),
                        0};
    add(averages, engine.validate(make_validation_inputs(
                      state, plan, batch,
                      [&](int64_t count, const auto& task) { engine.for_each(count, task); })));
  }
  return averages;
}

}  // namespace gan
