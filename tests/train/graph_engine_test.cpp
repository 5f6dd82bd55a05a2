// The graph engine on a GPU, against autograd there. Built only with a LibTorch for CUDA.
#include "core/train/graph_engine.h"

#include <gmock/gmock.h>
#include <torch/torch.h>

#include "core/base/errors.h"
#include "tests/small_run.h"

namespace gan {
namespace {

TrainState state_on_gpu(const Config& config) {
  ClassTable classes;
  if (config.condition == Condition::kClass) classes = {{"0", "1", "2"}, {8, 7, 7}, 99};
  return TrainState(config, {1, 4, 3}, torch::kCUDA, classes);
}

void train_on_gpu(
    TrainState& state, EngineKind kind, int64_t steps,
    const OnStep& on_step = [](const StepReport&) { return true; }) {
  state.config.train.steps = steps;
  const DataSet images = small_images();
  train(state, *make_engine({kind, Precision::kFloat32}, state, 2), images, nullptr, on_step);
}

// Every kind of draw: latents, labels, shifts, mirroring, noise, masks, WGAN-GP's points.
Config config_of_all_draws() {
  Config config = small_config();
  config.data.mirror = true;
  config.discriminator.shift = 1;
  config.discriminator.dropout = 0.2;
  config.discriminator.instance_noise = 0.3;
  config.loss.labels = LabelMode::kRedrawn;
  config.penalty = {0.5, 0.25, 2, 3};  // r1, r2, wgan_gp, every_steps
  config.ema.decay = 0.9;
  config.log.every_steps = 1000;
  return config;
}

std::vector<Config> configs() {
  std::vector<Config> configs = {small_config(), config_of_all_draws()};
  Config relativistic = config_of_all_draws();
  relativistic.loss.objective = Objective::kRelativistic;
  relativistic.generator.latent_distribution = LatentDistribution::kUniform;
  relativistic.train.discriminator_k = 2;
  Config classes = config_of_all_draws();
  classes.condition = Condition::kClass;
  classes.loss.labels = LabelMode::kFixed;
  classes.generator.normalization = Normalization::kBatch;
  Config shared = small_config();
  shared.loss.labels = LabelMode::kShared;
  configs.insert(configs.end(), {relativistic, classes, shared});
  return configs;
}

double largest_difference(const std::vector<torch::Tensor>& a,
                          const std::vector<torch::Tensor>& b) {
  double largest = 0;
  for (size_t i = 0; i < a.size(); ++i) {
    const torch::Tensor x = a[i].to(torch::kCPU, torch::kFloat64);
    const torch::Tensor y = b[i].to(torch::kCPU, torch::kFloat64);
    largest = std::max(largest, (x - y).abs().max().item<double>());
  }
  return largest;
}

}  // namespace

TEST(GraphEngine, ComputesWhatAutogradComputesFromDrawsOfTheCpu) {
  for (const Config& config : configs()) {
    TrainState graph = state_on_gpu(config);
    TrainState autograd = state_on_gpu(config);
    train_on_gpu(graph, EngineKind::kGraph, 13);
    train_on_gpu(autograd, EngineKind::kAutograd, 13);
    EXPECT_LT(largest_difference(tensors_of(graph), tensors_of(autograd)), 2e-4)
        << name_of(config.loss.objective);
  }
}

TEST(GraphEngine, GivesTheSameBitsWhereverTheTrainingWasInterrupted) {
  for (const Config& config : configs()) {
    TrainState whole = state_on_gpu(config);
    train_on_gpu(whole, EngineKind::kGraph, 15);
    for (const int64_t stop : {1, 2, 7, 10}) {
      TrainState parts = state_on_gpu(config);
      parts.config.train.steps = 15;
      parts.config.checkpoint.every_steps = stop;
      train_on_gpu(parts, EngineKind::kGraph, 15,
                   [&](const StepReport&) { return parts.position.step < stop; });
      ASSERT_EQ(parts.position.step, stop);
      train_on_gpu(parts, EngineKind::kGraph, 15);
      EXPECT_TRUE(are_equal(tensors_of(whole), tensors_of(parts)))
          << name_of(config.loss.objective) << " " << stop;
    }
  }
}

TEST(GraphEngine, ReportsStepsInGroupsOfWhichNoneGoesBeyondAWindowOrAnEpoch) {
  Config config = small_config();
  config.log.every_steps = 3;
  TrainState state = state_on_gpu(config);
  std::vector<int64_t> window_ends;
  size_t steps = 0;
  train_on_gpu(state, EngineKind::kGraph, 11, [&](const StepReport& report) {
    steps += report.steps.size();
    EXPECT_EQ(static_cast<int64_t>(steps), state.position.step);
    if (report.window) window_ends.push_back(state.position.step);
    return true;
  });
  EXPECT_EQ(steps, 11);
  EXPECT_THAT(window_ends, testing::ElementsAre(3, 5, 6, 9, 10));  // epochs end at 5 and at 10
}

TEST(GraphEngine, NamesTheStepThatIsNotFinite) {
  TrainState state = state_on_gpu(small_config());
  state.config.log.every_steps = 5;
  {
    const torch::NoGradGuard no_grad;
    state.discriminator->parameters()[0].fill_(NAN);
  }
  try {
    train_on_gpu(state, EngineKind::kGraph, 5);
    FAIL();
  } catch (const DivergedError& error) {
    EXPECT_THAT(error.what(), testing::HasSubstr("loss.discriminator.true: not finite at step 1"));
  }
}

}  // namespace gan
