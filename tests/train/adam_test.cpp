#include "core/train/adam.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

namespace gan {

TEST(Adam, MatchesItsFirstStepsComputedByHand) {
  const torch::Tensor w = torch::tensor({1.0F});
  const AdamOptions options{0.1, 0.5, 0.9, 1e-8};
  Adam adam({w});
  adam.step({torch::tensor({2.0F})}, options);
  // m = 1, v = 0.4; bias-corrected, 2 and 4: w = 1 - 0.1 * 2 / 2
  EXPECT_FLOAT_EQ(w.item<float>(), 0.9F);
  adam.step({torch::tensor({-1.0F})}, options);
  // m = 0, whatever v is
  EXPECT_FLOAT_EQ(w.item<float>(), 0.9F);
  EXPECT_FLOAT_EQ(adam.state().exp_avg_sq[0].item<float>(), 0.46F);
  EXPECT_EQ(adam.state().step, 2);
}

TEST(Adam, AveragesTheParameters) {
  for (const int64_t size : {1, 1000}) {  // 1000 uses vector instructions
    const torch::Tensor w = torch::ones({size});
    const torch::Tensor average = w.clone();
    AdamOptions options{0.1, 0.5, 0.9, 1e-8};
    options.average.decay = 0.75;
    options.average.warmup = 1;
    Adam adam({w});
    adam.keep_average({average});
    adam.step({torch::full({size}, 2.0F)}, options);  // w becomes 0.9
    EXPECT_FLOAT_EQ(average[size - 1].item<float>(), 0.975F);
    adam.step({torch::full({size}, -1.0F)}, options);  // w stays 0.9
    EXPECT_FLOAT_EQ(average[size - 1].item<float>(), 0.75F * 0.975F + 0.25F * 0.9F);
    EXPECT_TRUE(torch::equal(average, average[0].expand(size)));
  }
}

TEST(Adam, FollowsTheScheduleOfTheConfig) {
  Config config;
  config.optimizer.generator_learning_rate = 0.1;
  config.optimizer.discriminator_learning_rate = 0.2;
  config.optimizer.schedule = Schedule::kLinear;
  config.optimizer.decay_from = 0;
  EXPECT_DOUBLE_EQ(generator_adam_options(config, 0.75).learning_rate, 0.025);
  EXPECT_DOUBLE_EQ(discriminator_adam_options(config, 0.75).learning_rate, 0.05);
}

TEST(Adam, RoundsOneMinusBetaOnlyOnce) {
  const torch::Tensor w = torch::zeros({1});
  Adam adam({w});
  adam.step({torch::ones({1})}, {0.1, 0.9, 0.9999, 1e-8});
  EXPECT_EQ(adam.state().exp_avg[0].item<float>(), 0.1F);
  EXPECT_EQ(adam.state().exp_avg_sq[0].item<float>(), 0.0001F);  // 1 - 0.9999F is 0.00010001659F
}

TEST(Adam, MatchesLibTorchsOverManySteps) {
  const torch::Tensor start = torch::randn({700, 130});
  torch::Tensor w = start.clone();
  torch::Tensor reference = start.clone().requires_grad_();
  const AdamOptions options{2.5e-4, 0.5, 0.999, 1e-8};
  Adam adam({w});
  torch::optim::Adam optimizer({reference},
                               torch::optim::AdamOptions(2.5e-4).betas({0.5, 0.999}).eps(1e-8));
  for (int step = 0; step < 20; ++step) {
    const torch::Tensor gradient = torch::randn({700, 130}) * (step + 1);
    adam.step({gradient}, options);
    reference.mutable_grad() = gradient.clone();
    optimizer.step();
  }
  EXPECT_TRUE(torch::allclose(w, reference, 1e-6, 1e-7));
  EXPECT_GT((w - start).abs().max().item<float>(), 1e-3F);
}

}  // namespace gan
