#include "core/train/adam.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

namespace gan {

TEST(Adam, TakesItsFirstStepsAsByHand) {
  const torch::Tensor w = torch::tensor({1.0F});
  Adam adam({w}, {0.1, 0.5, 0.9, 1e-8});
  adam.step({torch::tensor({2.0F})});
  // m = 1, v = 0.4; corrected 2 and 4: w = 1 - 0.1 * 2 / 2
  EXPECT_FLOAT_EQ(w.item<float>(), 0.9F);
  adam.step({torch::tensor({-1.0F})});
  // m = 0, whatever v is
  EXPECT_FLOAT_EQ(w.item<float>(), 0.9F);
  EXPECT_FLOAT_EQ(adam.state().exp_avg_sq[0].item<float>(), 0.46F);
  EXPECT_EQ(adam.state().step, 2);
}

TEST(Adam, KeepsTheAverageOfWhatItMakes) {
  for (const int64_t size : {1, 1000}) {  // the latter in vectors
    const torch::Tensor w = torch::ones({size});
    const torch::Tensor average = w.clone();
    Adam adam({w}, {0.1, 0.5, 0.9, 1e-8});
    Config::Ema ema;
    ema.decay = 0.75;
    ema.warmup = 1;
    adam.keep_average({average}, ema);
    adam.step({torch::full({size}, 2.0F)});  // to 0.9
    EXPECT_FLOAT_EQ(average[size - 1].item<float>(), 0.975F);
    adam.step({torch::full({size}, -1.0F)});  // stays
    EXPECT_FLOAT_EQ(average[size - 1].item<float>(), 0.75F * 0.975F + 0.25F * 0.9F);
    EXPECT_TRUE(torch::equal(average, average[0].expand(size)));
  }
}

TEST(Adam, ScalesItsStep) {
  const torch::Tensor w = torch::tensor({1.0F});
  Adam adam({w}, {0.1, 0.5, 0.9, 1e-8});
  adam.step({torch::tensor({2.0F})}, 0.25);
  EXPECT_FLOAT_EQ(w.item<float>(), 0.975F);
  EXPECT_FLOAT_EQ(adam.state().exp_avg[0].item<float>(), 1);
}

TEST(Adam, MatchesLibTorchsOverManySteps) {
  const torch::Tensor start = torch::randn({700, 130});
  torch::Tensor w = start.clone();
  torch::Tensor reference = start.clone().requires_grad_();
  Adam adam({w}, {2.5e-4, 0.5, 0.999, 1e-8});
  torch::optim::Adam optimizer({reference},
                               torch::optim::AdamOptions(2.5e-4).betas({0.5, 0.999}).eps(1e-8));
  for (int step = 0; step < 20; ++step) {
    const torch::Tensor gradient = torch::randn({700, 130}) * (step + 1);
    adam.step({gradient});
    reference.mutable_grad() = gradient.clone();
    optimizer.step();
  }
  EXPECT_TRUE(torch::allclose(w, reference, 1e-6, 1e-7));
  EXPECT_GT((w - start).abs().max().item<float>(), 1e-3F);
}

}  // namespace gan
