#include "core/train/divergence.h"

#include <gtest/gtest.h>

#include "tests/small_run.h"

namespace gan {
namespace {

Averages averages_of(double real_loss, double fake_loss, double generator_loss) {
  Averages averages;
  averages.add(Averages::kRealLoss, real_loss);
  averages.add(Averages::kFakeLoss, fake_loss);
  averages.add(Averages::kGeneratorLoss, generator_loss);
  return averages;
}

// A state whose generator makes varied images.
TrainState lively_state(Config config = small_config()) {
  config.generator.init_std = 0.5;
  return small_state(config);
}

torch::Tensor real_images() { return torch::linspace(-1, 1, 5 * 12).view({5, 1, 4, 3}); }

std::string sign_of(const TrainState& state, const Averages& averages) {
  const auto sign = find_divergence(state, averages, real_images());
  return sign ? sign->name : "";
}

}  // namespace

TEST(Divergence, IsNotSeenInAHealthyTraining) {
  EXPECT_EQ(sign_of(lively_state(), averages_of(0.6, 0.7, 0.8)), "");
  EXPECT_EQ(sign_of(lively_state(), averages_of(1, 900, -999)), "");
}

TEST(Divergence, ExplodesWithAMeanLossBeyondAThousandNats) {
  EXPECT_EQ(sign_of(lively_state(), averages_of(600, 401, 1)), "exploding");
  EXPECT_EQ(sign_of(lively_state(), averages_of(1, 1, -1001)), "exploding");
}

TEST(Divergence, SaturatesWhereDIsNeverWrong) {
  EXPECT_EQ(sign_of(lively_state(), averages_of(0.001, 0.0009, 5)), "saturated");
  EXPECT_EQ(sign_of(lively_state(), averages_of(0.001, 0.0011, 5)), "");
  Config wasserstein = small_config();
  wasserstein.loss.objective = Objective::kWasserstein;
  EXPECT_EQ(sign_of(lively_state(wasserstein), averages_of(-3, -2, 5)), "");
}

TEST(Divergence, CollapsesWhereSamplesAreAllButTheSame) {
  TrainState state = lively_state();
  const torch::NoGradGuard no_grad;
  torch::Tensor last = state.generator->parameters()[4];  // [pixels, 9]
  ASSERT_EQ(last.sizes(), (at::IntArrayRef{12, 9}));
  last.mul_(1e-3);
  EXPECT_EQ(sign_of(state, averages_of(0.6, 0.7, 0.8)), "collapsed");
  last.mul_(1e3);
  EXPECT_EQ(sign_of(state, averages_of(0.6, 0.7, 0.8)), "");
}

TEST(Divergence, IsCheckedEveryTwoHundredSteps) {
  Config config = small_config();
  config.train.steps = 2 * kDivergenceSteps + 1;
  config.generator.init_std = 1e-6;
  config.optimizer.generator_learning_rate = 1e-12;
  TrainState state = small_state(config);
  std::vector<int64_t> seen;
  train_small(state, small_images(), nullptr, [&](const StepReport& report) {
    if (report.divergence) seen.push_back(state.position.step);
    return true;
  });
  EXPECT_EQ(seen, (std::vector<int64_t>{kDivergenceSteps, 2 * kDivergenceSteps}));
}

TEST(Rollback, ContinuesWithOtherLatentsAndTheSameImages) {
  const auto first_step = [](int64_t rollbacks) {
    TrainState state = lively_state();
    state.rollbacks = rollbacks;
    StepResult result;
    train_small(state, small_images(), nullptr, [&](const StepReport& report) {
      result = report.steps.front();
      return false;
    });
    return result;
  };
  EXPECT_EQ(first_step(0).real_loss, first_step(1).real_loss);
  EXPECT_NE(first_step(0).fake_loss, first_step(1).fake_loss);
  EXPECT_NE(first_step(1).fake_loss, first_step(2).fake_loss);
}

}  // namespace gan
