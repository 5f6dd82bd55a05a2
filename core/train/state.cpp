#include "core/train/state.h"

#include <cmath>

#include "core/base/errors.h"
#include "core/base/limits.h"
#include "core/config/config_json.h"

namespace gan {
namespace {

std::string describe_bytes(double bytes) {
  return bytes < 1e9 ? format_number(std::round(bytes / 1e6)) + " MB"
                     : format_number(std::round(bytes / 1e8) / 10) + " GB";
}

// Refuses what is so large that the system would later kill the process.
void check_memory(double bytes_per_parameter, const Config& config, const DataShape& shape) {
  const double needed = bytes_per_parameter * static_cast<double>(count_parameters(config, shape));
  const auto available = static_cast<double>(memory_left());
  if (needed > available)
    throw Error(ErrorKind::kTooLarge,
                "/generator/hidden, /discriminator/hidden: too wide for the memory that is left to "
                "this process, " +
                    describe_bytes(available) + ", got networks that take " +
                    describe_bytes(needed));
}

constexpr double kStateBytes = 16;     // a weight, two moments, an average
constexpr double kTrainingBytes = 36;  // a gradient, the copy that is saved, and its file's bytes

const Config& check_state_memory(const Config& config, const DataShape& shape) {
  check_memory(kStateBytes, config, shape);
  return config;
}

template <class Network>
Network moved(Network network, torch::Device device) {
  network->to(device);
  return network;
}

}  // namespace

void check_training_memory(const Config& config, const DataShape& shape, bool is_loaded) {
  check_memory(kTrainingBytes + (is_loaded ? 0 : kStateBytes), config, shape);
}

bool is_due(const Position& position, int64_t every_epochs, int64_t every_steps) {
  if (position.step == 0) return false;
  const bool is_epoch_end = position.batch == 0;
  return (every_epochs > 0 && is_epoch_end && position.epoch % every_epochs == 0) ||
         (every_steps > 0 && position.step % every_steps == 0);
}

torch::Tensor Averages::to_tensor() const {
  torch::Tensor tensor = torch::empty({2, static_cast<int64_t>(kQuantities)}, torch::kFloat64);
  std::copy(sums_.begin(), sums_.end(), tensor.data_ptr<double>());
  std::copy(counts_.begin(), counts_.end(), tensor.data_ptr<double>() + kQuantities);
  return tensor;
}

Averages Averages::from_tensor(const torch::Tensor& tensor) {
  Averages averages;
  const auto* values = tensor.data_ptr<double>();
  const int64_t columns = tensor.size(1);
  std::copy(values, values + columns, averages.sums_.begin());
  std::copy(values + columns, values + 2 * columns, averages.counts_.begin());
  return averages;
}

TrainState::TrainState(const Config& given, ImageShape shape, torch::Device on, ClassTable table)
    : config(check_state_memory(given, {shape, table.size()})),
      image_shape(shape),
      classes(std::move(table)),
      device(on),
      generator(moved(Generator(config, data_shape()), on)),
      discriminator(moved(Discriminator(config, data_shape()), on)),
      generator_adam(generator->parameters()),
      discriminator_adam(discriminator->parameters()) {
  if (config.loss.labels == LabelMode::kShared) shared_labels.emplace(config.loss, config.seed);
  if (config.ema.decay == 0) return;
  averaged_generator = moved(Generator(config, data_shape()), on);  // the same initial weights
  generator_adam.keep_average(averaged_generator->parameters());
}

Generator TrainState::sampled_generator() const {
  if (averaged_generator.is_empty()) return generator;
  // BatchNorm's running statistics are averages already, so they are copied.
  const std::vector<torch::Tensor> from = generator->buffers();
  const std::vector<torch::Tensor> to = averaged_generator->buffers();
  for (size_t i = 0; i < from.size(); ++i) to[i].copy_(from[i]);
  return averaged_generator;
}

std::vector<int64_t> column_classes(const Config& config, const ClassTable& classes) {
  const std::vector<int64_t> shown = classes.with_images();
  std::vector<int64_t> columns;
  for (size_t i = 0; !shown.empty() && i < static_cast<size_t>(config.samples.columns); ++i)
    columns.push_back(shown[i % shown.size()]);
  return columns;
}

SampleClasses grid_classes(const TrainState& state) {
  if (state.classes.size() == 0) return {};
  return {state.classes, state.config.generator.classes,
          column_classes(state.config, state.classes)};
}

}  // namespace gan
