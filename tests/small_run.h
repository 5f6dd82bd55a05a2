// A run small enough to compare every bit: 22 images of 4 x 3 of three classes, batches of 5.
#pragma once

#include "core/data/data_set.h"
#include "core/train/train.h"

namespace gan {

inline Config small_config() {
  Config config;
  config.generator.latent = 6;
  config.generator.hidden = {8, 9};
  config.discriminator.hidden = {9, 8};
  config.train.batch_size = 5;  // 5 steps per epoch, the last with 2 images
  config.train.epochs = 3;
  config.validation.batch_size = 4;
  config.log.every_steps = 2;
  return config;
}

inline DataSet small_images(int64_t count = 22) {
  const torch::Tensor pixels = (torch::arange(count * 12) * 37 % 256).to(torch::kUInt8);
  return {{pixels.view({count, 1, 4, 3}), 1234}, make_labels(torch::arange(count) * 7 % 3)};
}

// The same, in colour.
inline DataSet small_pictures() {
  const torch::Tensor pixels = (torch::arange(22 * 36) * 37 % 256).to(torch::kUInt8);
  return {{pixels.view({22, 3, 4, 3}), 1235}, small_images().labels};
}

inline TrainState small_state(const Config& config, int64_t channels = 1) {
  ClassTable classes;
  if (config.condition == Condition::kClass) classes = {{"0", "1", "2"}, {8, 7, 7}, 99};
  return TrainState(config, {channels, 4, 3}, torch::kCPU, classes);
}

inline std::unique_ptr<Engine> make_small_engine(TrainState& state) {
  return make_engine(choose_engine(state.config, torch::kCPU), state, 2);
}

// Trains to last_step(), or until on_step returns false.
inline void train_small(TrainState& state, const DataSet& images, const DataSet* validation,
                        const OnStep& on_step) {
  train(state, *make_small_engine(state), images, validation, on_step);
}

// Every tensor that training changes.
inline std::vector<torch::Tensor> tensors_of(const TrainState& state) {
  std::vector<torch::Tensor> tensors;
  const auto add = [&](const std::vector<torch::Tensor>& more) {
    for (const torch::Tensor& tensor : more) tensors.push_back(tensor.detach().clone());
  };
  add(state.generator->parameters());
  add(state.generator->buffers());
  add(state.discriminator->parameters());
  if (!state.averaged_generator.is_empty()) add(state.sampled_generator()->parameters());
  for (const Adam* adam : {&state.generator_adam, &state.discriminator_adam}) {
    add(adam->state().exp_avg);
    add(adam->state().exp_avg_sq);
    add({torch::tensor(adam->state().step)});
  }
  if (state.shared_labels) {
    const SharedLabels::State& labels = state.shared_labels->state();
    add({labels.real, labels.fake, labels.target, torch::tensor(labels.draws)});
  }
  add({state.window.to_tensor(), state.epoch.to_tensor(), state.watch.to_tensor()});
  add({torch::tensor(state.rollbacks)});
  const Position& p = state.position;
  add({torch::tensor({p.step, p.epoch, p.batch, p.images})});
  return tensors;
}

inline bool are_equal(const std::vector<torch::Tensor>& a, const std::vector<torch::Tensor>& b) {
  if (a.size() != b.size()) return false;
  for (size_t i = 0; i < a.size(); ++i)
    if (!torch::equal(a[i], b[i])) return false;
  return true;
}

}  // namespace gan
