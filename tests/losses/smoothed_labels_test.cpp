#include "core/losses/smoothed_labels.h"

#include <gtest/gtest.h>

namespace gan {
namespace {

Config::Loss loss_options(double smoothing, SmoothingSides sides = SmoothingSides::kTwo,
                          LabelMode labels = LabelMode::kFixed) {
  Config::Loss options;
  options.smoothing = smoothing;
  options.smoothing_sides = sides;
  options.labels = labels;
  return options;
}

torch::Tensor labels_at(const Config::Loss& options, LabelKind kind, int64_t count,
                        int64_t index = 0, Stream stream = Stream::kLabels) {
  return make_labels(options, 1, stream, index, kind, count);
}

void expect_between(const torch::Tensor& labels, double low, double high) {
  EXPECT_GE(labels.min().item<float>(), static_cast<float>(low));
  EXPECT_LE(labels.max().item<float>(), static_cast<float>(high));
  EXPECT_NEAR(labels.mean().item<double>(), (low + high) / 2, 0.03);
}

}  // namespace

TEST(SmoothedLabels, AreDrawnFromTheirIntervals) {
  const Config::Loss options = loss_options(0.2);
  const torch::Tensor real = labels_at(options, LabelKind::kReal, 256);
  const torch::Tensor target = labels_at(options, LabelKind::kTarget, 256);
  expect_between(real, 0.8, 1);
  expect_between(labels_at(options, LabelKind::kFake, 256), 0, 0.2);
  expect_between(target, 0.8, 1);
  EXPECT_FALSE(torch::equal(real, target));
}

TEST(SmoothedLabels, AreOnesAndZerosWithoutSmoothing) {
  const Config::Loss options = loss_options(0);
  EXPECT_TRUE(torch::equal(labels_at(options, LabelKind::kReal, 5), torch::ones({5, 1})));
  EXPECT_TRUE(torch::equal(labels_at(options, LabelKind::kFake, 5), torch::zeros({5, 1})));
  EXPECT_TRUE(torch::equal(labels_at(options, LabelKind::kTarget, 5), torch::ones({5, 1})));
}

TEST(SmoothedLabels, FixedOnesAreTheSameAtAPlaceInAnyBatch) {
  const Config::Loss options = loss_options(0.2);
  for (const LabelKind kind : {LabelKind::kReal, LabelKind::kFake, LabelKind::kTarget}) {
    const torch::Tensor large = labels_at(options, kind, 1000);
    EXPECT_TRUE(torch::equal(labels_at(options, kind, 64, 7), large.narrow(0, 0, 64)));
    EXPECT_TRUE(torch::equal(labels_at(options, kind, 300, 3, Stream::kValidationLabels),
                             large.narrow(0, 0, 300)));
  }
}

TEST(SmoothedLabels, RedrawnOnesAreAFunctionOfTheirAddress) {
  const Config::Loss options = loss_options(0.2, SmoothingSides::kTwo, LabelMode::kRedrawn);
  const torch::Tensor third = labels_at(options, LabelKind::kReal, 64, 3);
  EXPECT_TRUE(torch::equal(labels_at(options, LabelKind::kReal, 64, 3), third));
  EXPECT_FALSE(torch::equal(labels_at(options, LabelKind::kReal, 64, 4), third));
  EXPECT_FALSE(torch::equal(labels_at(options, LabelKind::kTarget, 64, 3), third));
  EXPECT_FALSE(
      torch::equal(labels_at(options, LabelKind::kReal, 64, 3, Stream::kValidationLabels), third));
}

TEST(SmoothedLabels, OneSidedSmoothsRealLabelsOnly) {
  for (const LabelMode mode : {LabelMode::kFixed, LabelMode::kRedrawn}) {
    const Config::Loss options = loss_options(0.2, SmoothingSides::kOne, mode);
    expect_between(labels_at(options, LabelKind::kReal, 256), 0.8, 1);
    EXPECT_TRUE(torch::equal(labels_at(options, LabelKind::kFake, 300), torch::zeros({300, 1})));
    EXPECT_TRUE(torch::equal(labels_at(options, LabelKind::kTarget, 300), torch::ones({300, 1})));
  }
}

TEST(SharedLabels, AreDrawnAnewAndStayLargerWhenABatchExceedsThem) {
  const Config::Loss options = loss_options(0.2, SmoothingSides::kTwo, LabelMode::kShared);
  SharedLabels labels(options, 1);
  const auto take = [&](LabelKind kind, int64_t count) {
    return labels.take(options, 1, kind, count).clone();
  };
  const torch::Tensor before = take(LabelKind::kReal, 256);
  const torch::Tensor fake_before = take(LabelKind::kFake, 256);
  EXPECT_TRUE(torch::equal(take(LabelKind::kReal, 32), before.narrow(0, 0, 32)));
  const torch::Tensor larger = take(LabelKind::kReal, 300);
  EXPECT_FALSE(torch::equal(larger.narrow(0, 0, 256), before));
  EXPECT_TRUE(torch::equal(take(LabelKind::kReal, 256), larger.narrow(0, 0, 256)));
  EXPECT_TRUE(torch::equal(take(LabelKind::kFake, 256), fake_before)) << "each grows by itself";
}

TEST(SharedLabels, GoOnFromTheirState) {
  const Config::Loss options = loss_options(0.2, SmoothingSides::kTwo, LabelMode::kShared);
  SharedLabels labels(options, 1);
  labels.take(options, 1, LabelKind::kReal, 300);
  SharedLabels other(options, 1);
  other.set_state(labels.state());
  EXPECT_TRUE(torch::equal(other.take(options, 1, LabelKind::kReal, 64),
                           labels.take(options, 1, LabelKind::kReal, 64)));
  EXPECT_TRUE(torch::equal(other.take(options, 1, LabelKind::kFake, 400),
                           labels.take(options, 1, LabelKind::kFake, 400)));
}

}  // namespace gan
