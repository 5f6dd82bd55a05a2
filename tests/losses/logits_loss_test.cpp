#include "core/losses/logits_loss.h"

#include <gmock/gmock.h>
#include <torch/torch.h>

#include "tests/temporary_folder.h"

namespace gan {
namespace {

torch::Tensor column(std::vector<double> values) {
  return torch::tensor(values, torch::kFloat64).view({-1, 1});
}

double bce(double logit, double label) {
  const double p = 1 / (1 + std::exp(-logit));
  return -label * std::log(p) - (1 - label) * std::log(1 - p);
}

}  // namespace

TEST(DiscriminatorLoss, IsLn2EachForZeroLogits) {
  const torch::Tensor zero = column({0, 0});
  const DiscriminatorLoss loss = discriminator_loss(zero, zero, column({1, 1}), column({0, 0}));
  EXPECT_NEAR(loss.real.item<double>(), std::log(2), 1e-12);
  EXPECT_NEAR(loss.fake.item<double>(), std::log(2), 1e-12);
  EXPECT_NEAR(loss.sum().item<double>(), 2 * std::log(2), 1e-12);  // no half
}

TEST(DiscriminatorLoss, MatchesTheFormulaByHand) {
  const DiscriminatorLoss loss =
      discriminator_loss(column({1.5, -2}), column({0.25, 3}), column({0.9, 1}), column({0.1, 0}));
  EXPECT_NEAR(loss.real.item<double>(), (bce(1.5, 0.9) + bce(-2, 1)) / 2, 1e-12);
  EXPECT_NEAR(loss.fake.item<double>(), (bce(0.25, 0.1) + bce(3, 0)) / 2, 1e-12);
}

TEST(GeneratorLoss, IsTheNonSaturatingOne) {
  EXPECT_NEAR(generator_loss(column({-4}), column({1})).item<double>(), std::log1p(std::exp(4)),
              1e-12);
}

TEST(GeneratorLoss, StaysFiniteForLargeLogits) {
  EXPECT_EQ(generator_loss(column({-1e6}), column({1})).item<double>(), 1e6);
  EXPECT_EQ(generator_loss(column({1e6}), column({1})).item<double>(), 0);
}

TEST(Losses, HaveTheGradientsOfFiniteDifferences) {
  const torch::Tensor real_labels = column({0.85, 1});
  const torch::Tensor fake_labels = column({0.15, 0});
  const auto total = [&](const torch::Tensor& logits) {
    const torch::Tensor real = logits.narrow(0, 0, 2);
    const torch::Tensor fake = logits.narrow(0, 2, 2);
    return discriminator_loss(real, fake, real_labels, fake_labels).sum() +
           generator_loss(fake, real_labels);
  };
  torch::Tensor logits = column({1.2, -0.7, 0.3, 2}).requires_grad_();
  const torch::Tensor gradient = torch::autograd::grad({total(logits)}, {logits})[0];
  constexpr double kStep = 1e-5;
  for (int64_t i = 0; i < 4; ++i) {
    torch::Tensor up = logits.detach().clone();
    torch::Tensor down = up.clone();
    up[i] += kStep;
    down[i] -= kStep;
    const double difference = (total(up) - total(down)).item<double>() / (2 * kStep);
    EXPECT_NEAR(gradient[i].item<double>(), difference, 1e-9);
  }
}

TEST(Losses, RefuseLabelsOfAnotherShape) {
  EXPECT_EQ(message_of([] {
              generator_loss(column({1, 2}), column({1}));
            }),
            "logits [2, 1] and labels [1, 1] differ in shape");
}

}  // namespace gan
