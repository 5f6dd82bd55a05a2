// Compares the objectives with their formulas, LibTorch's own gradients, and finite differences.
#include "core/losses/objective.h"

#include <gmock/gmock.h>
#include <torch/torch.h>

namespace gan {
namespace {

using torch::Tensor;
namespace F = torch::nn::functional;

constexpr int64_t kCount = 5;

Tensor row(const std::vector<double>& values) {
  return torch::tensor(values, torch::kFloat64).to(torch::kFloat32);
}

// Some of the logits saturate, some lie on the flat side of the hinge.
const std::vector<double> kReal = {1.2, -0.7, 12, 0.3, -9};
const std::vector<double> kFake = {0.4, 2, -11, -0.6, 7};
const std::vector<double> kRealLabels = {0.85, 1, 0.9, 0.8, 1};
const std::vector<double> kFakeLabels = {0.15, 0, 0.2, 0.1, 0};
const std::vector<double> kTargets = {1, 0.9, 0.8, 1, 0.95};

struct Outcome {
  double real = 0;
  double fake = 0;
  double generator = 0;
  Tensor real_gradients = torch::empty(kCount);
  Tensor fake_gradients = torch::empty(kCount);
  Tensor generator_gradients = torch::empty(kCount);
};

Outcome compute(Objective objective) {
  Outcome out;
  const Tensor real = row(kReal);
  const Tensor fake = row(kFake);
  const Tensor real_labels = row(kRealLabels);
  const Tensor fake_labels = row(kFakeLabels);
  const Tensor targets = row(kTargets);
  const auto view = [](const Tensor& logits, const Tensor& gradients) {
    return Logits{logits.data_ptr<float>(), gradients.data_ptr<float>(), kCount};
  };
  const DiscriminatorLoss loss =
      discriminator_loss(objective, view(real, out.real_gradients), view(fake, out.fake_gradients),
                         real_labels.data_ptr<float>(), fake_labels.data_ptr<float>());
  out.real = loss.real;
  out.fake = loss.fake;
  out.generator = generator_loss(objective, view(fake, out.generator_gradients),
                                 real.data_ptr<float>(), targets.data_ptr<float>());
  return out;
}

// The same losses by LibTorch's functions, written as in the papers.
struct Formulas {
  std::function<Tensor(const Tensor& l, const Tensor& f)> discriminator;
  std::function<Tensor(const Tensor& l, const Tensor& f)> generator;
};

Tensor bce(const Tensor& logits, const std::vector<double>& labels) {
  return F::binary_cross_entropy_with_logits(logits, torch::tensor(labels, torch::kFloat64));
}

Formulas formulas_of(Objective objective) {
  const auto labels = [](const std::vector<double>& y) {
    return torch::tensor(y, torch::kFloat64);
  };
  const auto cross_entropies = [](const Tensor& l, const Tensor& f) {
    return bce(l, kRealLabels) + bce(f, kFakeLabels);
  };
  switch (objective) {
    case Objective::kMinimax:
      return {cross_entropies,
              [](const Tensor&, const Tensor& f) { return (1 - f.sigmoid()).log().mean(); }};
    case Objective::kLeastSquares:
      return {[=](const Tensor& l, const Tensor& f) {
                return (l - labels(kRealLabels)).square().mean() / 2 +
                       (f - labels(kFakeLabels)).square().mean() / 2;
              },
              [=](const Tensor&, const Tensor& f) {
                return (f - labels(kTargets)).square().mean() / 2;
              }};
    case Objective::kHinge:
      return {[](const Tensor& l, const Tensor& f) {
                return (1 - l).relu().mean() + (1 + f).relu().mean();
              },
              [](const Tensor&, const Tensor& f) { return -f.mean(); }};
    case Objective::kWasserstein:
      return {[](const Tensor& l, const Tensor& f) { return f.mean() - l.mean(); },
              [](const Tensor&, const Tensor& f) { return -f.mean(); }};
    case Objective::kRelativistic:
      return {[](const Tensor& l, const Tensor& f) { return -F::logsigmoid(l - f).mean(); },
              [](const Tensor& l, const Tensor& f) { return -F::logsigmoid(f - l).mean(); }};
    case Objective::kNonSaturating:
      break;
  }
  return {cross_entropies, [](const Tensor&, const Tensor& f) { return bce(f, kTargets); }};
}

void expect_gradients(const Tensor& actual, const Tensor& loss, const Tensor& logits) {
  const Tensor expected = torch::autograd::grad({loss}, {logits}, {}, true)[0];
  EXPECT_LE((actual - expected).abs().max().item<double>(), 1e-6);
}

double by_hand(double logit, double label) {
  const double p = 1 / (1 + std::exp(-logit));
  return -label * std::log(p) - (1 - label) * std::log(1 - p);
}

class EveryObjective : public testing::TestWithParam<Objective> {};

}  // namespace

TEST_P(EveryObjective, HasTheLossesAndGradientsOfItsFormulas) {
  const Formulas formulas = formulas_of(GetParam());
  const Outcome actual = compute(GetParam());
  const Tensor l = row(kReal).to(torch::kFloat64).requires_grad_();
  const Tensor f = row(kFake).to(torch::kFloat64).requires_grad_();
  const Tensor discriminator = formulas.discriminator(l, f);
  const Tensor generator = formulas.generator(l, f);
  EXPECT_NEAR(actual.real + actual.fake, discriminator.item<double>(), 1e-6);
  EXPECT_NEAR(actual.generator, generator.item<double>(), 1e-6);
  expect_gradients(actual.real_gradients, discriminator, l);
  expect_gradients(actual.fake_gradients, discriminator, f);
  expect_gradients(actual.generator_gradients, generator, f);
}

TEST_P(EveryObjective, IsNotANumberForALogitThatIsNone) {
  const float bad[] = {NAN};
  const float good[] = {0.5F};
  float gradient[1];
  const Objective objective = GetParam();
  const DiscriminatorLoss real =
      discriminator_loss(objective, {bad, gradient, 1}, {good, gradient, 1}, good, good);
  const DiscriminatorLoss fake =
      discriminator_loss(objective, {good, gradient, 1}, {bad, gradient, 1}, good, good);
  EXPECT_TRUE(std::isnan(real.real + real.fake));
  EXPECT_TRUE(std::isnan(fake.real + fake.fake));
  EXPECT_TRUE(std::isnan(generator_loss(objective, {bad, gradient, 1}, good, good)));
}

INSTANTIATE_TEST_SUITE_P(Objective, EveryObjective,
                         testing::Values(Objective::kNonSaturating, Objective::kMinimax,
                                         Objective::kLeastSquares, Objective::kHinge,
                                         Objective::kWasserstein, Objective::kRelativistic),
                         [](const auto& objective) { return name_of(objective.param); });

TEST(Objective, NonSaturatingMatchesTheFormulaByHand) {
  const Outcome actual = compute(Objective::kNonSaturating);
  double real = 0;
  double target = 0;
  for (size_t i = 0; i < kCount; ++i) {
    real += by_hand(kReal[i], kRealLabels[i]) / kCount;
    target += by_hand(kFake[i], kTargets[i]) / kCount;
  }
  EXPECT_NEAR(actual.real, real, 1e-6);
  EXPECT_NEAR(actual.generator, target, 1e-6);
}

TEST(Objective, IsLn2PerTermForZeroLogits) {
  float zero = 0;
  float gradient = 0;
  const float one = 1;
  const Logits logits{&zero, &gradient, 1};
  const DiscriminatorLoss loss =
      discriminator_loss(Objective::kNonSaturating, logits, logits, &one, &zero);
  EXPECT_NEAR(loss.real, std::log(2), 1e-12);
  EXPECT_NEAR(loss.fake, std::log(2), 1e-12);  // without a factor of 1/2
  EXPECT_NEAR(mean_probability(logits), 0.5, 1e-12);
}

TEST(Objective, StaysFiniteForLargeLogits) {
  const float one = 1;
  for (const float logit : {-1e6F, 1e6F}) {
    float gradient = 0;
    const Logits logits{&logit, &gradient, 1};
    EXPECT_EQ(generator_loss(Objective::kNonSaturating, logits, nullptr, &one),
              logit < 0 ? 1e6 : 0);
    EXPECT_EQ(gradient, logit < 0 ? -1 : 0);
  }
}

}  // namespace gan
