#include "core/train/schedule.h"

#include <gtest/gtest.h>

namespace gan {

TEST(LearningRateFactor, IsOneWithoutASchedule) {
  EXPECT_EQ(learning_rate_factor(Config::Optimizer(), 0.99), 1);
}

TEST(LearningRateFactor, FallsInAStraightLineFromWhereItShould) {
  Config::Optimizer options;
  options.schedule = Schedule::kLinear;
  options.decay_from = 0.6;
  options.decay_to = 0.1;
  EXPECT_EQ(learning_rate_factor(options, 0), 1);
  EXPECT_EQ(learning_rate_factor(options, 0.6), 1);
  EXPECT_NEAR(learning_rate_factor(options, 0.8), 0.55, 1e-12);
  EXPECT_NEAR(learning_rate_factor(options, 1), 0.1, 1e-12);
}

TEST(LearningRateFactor, FallsByHalfACosine) {
  Config::Optimizer options;
  options.schedule = Schedule::kCosine;
  options.decay_from = 0;
  EXPECT_NEAR(learning_rate_factor(options, 0.25), (1 + std::sqrt(0.5)) / 2, 1e-12);
  EXPECT_NEAR(learning_rate_factor(options, 0.5), 0.5, 1e-12);
  EXPECT_NEAR(learning_rate_factor(options, 1), 0, 1e-12);
}

TEST(InstanceNoise, FallsToZeroAndStaysThere) {
  Config::Discriminator options;
  options.instance_noise = 0.4;
  options.instance_noise_until = 0.5;
  EXPECT_EQ(instance_noise(options, 0), 0.4);
  EXPECT_NEAR(instance_noise(options, 0.25), 0.2, 1e-12);
  EXPECT_EQ(instance_noise(options, 0.5), 0);
  EXPECT_EQ(instance_noise(options, 0.9), 0);
}

TEST(AverageRate, IsLargeAtFirstAndThenOneMinusTheDecay) {
  Config::Ema options;
  options.decay = 0.9;
  options.warmup = 10;
  EXPECT_NEAR(average_rate(options, 1), 1 - 2.0 / 11, 1e-12);
  EXPECT_NEAR(average_rate(options, 40), 1 - 41.0 / 50, 1e-12);
  EXPECT_NEAR(average_rate(options, 1000), 0.1, 1e-12);
}

}  // namespace gan
