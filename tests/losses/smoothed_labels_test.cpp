#include "core/losses/smoothed_labels.h"

#include <gtest/gtest.h>

namespace gan {
namespace {

SmoothedLabels make(double smoothing, const std::string& sides = "two",
                    const std::string& labels = "fixed") {
  Config::Loss options;
  options.smoothing = smoothing;
  options.smoothing_sides = sides;
  options.labels = labels;
  return SmoothedLabels(options, 1);
}

void expect_between(const torch::Tensor& labels, double low, double high) {
  EXPECT_GE(labels.min().item<float>(), static_cast<float>(low));
  EXPECT_LE(labels.max().item<float>(), static_cast<float>(high));
  EXPECT_NEAR(labels.mean().item<double>(), (low + high) / 2, 0.03);
}

}  // namespace

TEST(SmoothedLabels, AreDrawnFromTheirIntervals) {
  SmoothedLabels labels = make(0.2);
  expect_between(labels.real(256), 0.8, 1);
  expect_between(labels.fake(256), 0, 0.2);
  expect_between(labels.target(256), 0.8, 1);
  EXPECT_FALSE(torch::equal(labels.real(256), labels.target(256)));
}

TEST(SmoothedLabels, AreOnesAndZerosWithoutSmoothing) {
  SmoothedLabels labels = make(0);
  EXPECT_TRUE(torch::equal(labels.real(5), torch::ones({5, 1})));
  EXPECT_TRUE(torch::equal(labels.fake(5), torch::zeros({5, 1})));
  EXPECT_TRUE(torch::equal(labels.target(5), torch::ones({5, 1})));
}

TEST(SmoothedLabels, FixedOnesAreTakenByPositionInTheBatch) {
  SmoothedLabels labels = make(0.2);
  const torch::Tensor full = labels.real(64).clone();
  EXPECT_TRUE(torch::equal(labels.real(32), full.narrow(0, 0, 32)));
  EXPECT_TRUE(torch::equal(labels.real(64), full));
}

TEST(SmoothedLabels, AreDrawnAnewAndStayLargerWhenABatchExceeds256) {
  SmoothedLabels labels = make(0.2);
  const torch::Tensor before = labels.real(256).clone();
  const torch::Tensor fake_before = labels.fake(256).clone();
  EXPECT_EQ(labels.real(300).size(0), 300);
  EXPECT_EQ(labels.state().real.size(0), 300);
  EXPECT_FALSE(torch::equal(labels.real(256), before));
  EXPECT_TRUE(torch::equal(labels.fake(256), fake_before)) << "each kind grows by itself";
}

TEST(SmoothedLabels, RedrawnOnesDifferAtEveryCall) {
  SmoothedLabels labels = make(0.2, "two", "redrawn");
  const torch::Tensor first = labels.real(64).clone();
  EXPECT_FALSE(torch::equal(labels.real(64), first));
}

TEST(SmoothedLabels, OneSidedSmoothsRealLabelsOnly) {
  for (const char* kind : {"fixed", "redrawn"}) {
    SmoothedLabels labels = make(0.2, "one", kind);
    expect_between(labels.real(256), 0.8, 1);
    EXPECT_TRUE(torch::equal(labels.fake(300), torch::zeros({300, 1})));
    EXPECT_TRUE(torch::equal(labels.target(300), torch::ones({300, 1})));
  }
}

TEST(SmoothedLabels, GoOnFromTheirState) {
  SmoothedLabels labels = make(0.2, "two", "redrawn");
  labels.real(64);
  SmoothedLabels other = make(0.2, "two", "redrawn");
  other.set_state(labels.state());
  EXPECT_TRUE(torch::equal(other.fake(64), labels.fake(64)));
}

}  // namespace gan
