#include "core/evaluate/evaluate.h"

#include <gmock/gmock.h>

#include <map>

#include "core/base/random.h"
#include "core/evaluate/judge_metrics.h"
#include "core/evaluate/pixel_metrics.h"

namespace gan {
namespace {

using testing::Each;
using testing::ElementsAre;

// The class of image i is i % 2.
torch::Tensor make_classes(int64_t count) { return torch::arange(count) % 2; }

// Noise of 8 x 6 pixels, brighter in the upper half in class 0, in the lower half in class 1.
Images make_images(int64_t count, uint64_t index) {
  torch::Tensor values = torch::empty({count, 1, 8, 6});
  Random(1, Stream::kEvaluation, index)
      .fill_uniform(values.data_ptr<float>(), values.numel(), 0, 100);
  for (int64_t i = 0; i < count; ++i) values[i].narrow(1, i % 2 * 4, 4).add_(150);
  return {values.to(torch::kUInt8), 1};
}

DataSet make_data(int64_t count, uint64_t index) {
  return {make_images(count, index), Labels{make_classes(count), {"upper", "lower"}, 1, 0}};
}

const OnStage kIgnore = [](const std::string&) {};

Judge trained_judge() {
  static const Judge judge = train_judge(make_data(600, 1), kIgnore);
  return judge;
}

RealData real_data() { return {make_data(600, 1), make_data(200, 2)}; }

std::map<std::string, Measure> measures_by_name(const Evaluation& evaluation) {
  std::map<std::string, Measure> measures;
  for (const Measure& measure : evaluation.measures)
    measures.insert({name_of(measure.metric), measure});
  return measures;
}

}  // namespace

TEST(Judge, LearnsItsClassesAndIsTheSameEachTime) {
  const Judge judge = trained_judge();
  const Images images = make_images(200, 2);
  const torch::Tensor features = extract_features(judge, images.pixels);
  EXPECT_THAT(features.sizes(), ElementsAre(200, kJudgeFeatures));
  EXPECT_GE(features.min().item<float>(), 0);
  EXPECT_TRUE(torch::equal(predict_classes(judge, features), torch::arange(200) % 2));
  EXPECT_EQ(checksum(train_judge(make_data(600, 1), kIgnore)), checksum(judge));
  EXPECT_NE(checksum(train_judge(make_data(600, 3), kIgnore)), checksum(judge));
}

TEST(Judge, TakesTheSmallestImages) {
  Judge judge(ImageShape{1, 4, 5}, 3);
  EXPECT_THAT(judge->classify(judge->features(torch::zeros({2, 1, 4, 5}))).sizes(),
              ElementsAre(2, 3));
}

TEST(JudgeMetrics, OfTheReferenceItselfAreTheBestThereAre) {
  const Images test = make_images(200, 2);
  const JudgeReference reference(trained_judge(), real_data());
  EXPECT_EQ(reference.accuracy, 1);
  const JudgeMetrics metrics = measure(reference, {test.pixels});
  EXPECT_NEAR(metrics.frechet, 0, 1e-6);
  EXPECT_EQ(metrics.overlap.precision, 1);
  EXPECT_EQ(metrics.overlap.recall, 1);
  EXPECT_EQ(metrics.overlap.coverage, 1);
  EXPECT_EQ(metrics.modes, 2);
  EXPECT_EQ(metrics.class_kl, 0);
}

TEST(JudgeMetrics, OfOneClassAlone) {
  const Images test = make_images(200, 2);
  const JudgeReference reference(trained_judge(), real_data());
  const torch::Tensor first_class =
      test.pixels.index_select(0, torch::arange(0, 200, 2, torch::kInt64));
  const JudgeMetrics metrics = measure(reference, {first_class});
  EXPECT_THAT(metrics.class_shares, ElementsAre(1, 0));
  EXPECT_EQ(metrics.modes, 1);
  EXPECT_NEAR(metrics.class_kl, std::log(2), 1e-12);
  EXPECT_EQ(metrics.overlap.precision, 1);
  EXPECT_NEAR(metrics.overlap.coverage, 0.5, 0.01);
}

TEST(JudgeMetrics, GanTestIsTheShareOfSamplesThatAreSeenAsAsked) {
  const JudgeReference reference(trained_judge(), real_data());
  const torch::Tensor pixels = make_images(200, 5).pixels;
  EXPECT_FALSE(measure(reference, {pixels}).gan_test);
  torch::Tensor asked = make_classes(200);
  EXPECT_EQ(measure(reference, {pixels, asked}).gan_test, 1);
  asked.narrow(0, 0, 30).fill_(1);  // of which every second one is
  EXPECT_NEAR(*measure(reference, {pixels, asked}).gan_test, 185.0 / 200, 1e-12);
}

TEST(JudgeMetrics, GanTrainIsWhatAJudgeLearnsFromTheSamples) {
  const torch::Tensor pixels = make_images(600, 1).pixels;
  const torch::NoGradGuard no_grad;  // as in an evaluation
  EXPECT_EQ(gan_train({pixels, make_classes(600)}, real_data(), kIgnore), 1);
  EXPECT_EQ(gan_train({pixels, 1 - make_classes(600)}, real_data(), kIgnore), 0);
  EXPECT_EQ(gan_train({pixels, torch::zeros({600}, torch::kInt64)}, real_data(), kIgnore), 0.5);
}

TEST(PixelMetrics, CopiesOfTrainingImagesAreSeen) {
  const torch::Tensor train = make_images(600, 1).pixels;
  const PixelReference reference(train, make_images(200, 2).pixels);
  const NearestImages copies = measure(reference, train.narrow(0, 30, 150)).nearest;
  EXPECT_EQ(copies.mean, 0);
  EXPECT_EQ(copies.copies, 1);
  EXPECT_LT(measure(reference, make_images(150, 4).pixels).nearest.copies, 0.1);
}

TEST(PixelMetrics, DistancesAreComparedWithThoseOfTheTestImages) {
  const torch::Tensor test_distances = torch::arange(101).to(torch::kFloat64);  // 1 % quantile: 1
  const torch::Tensor distances = torch::tensor({0.5, 0.99, 1.0, 30.0, 67.51}, torch::kFloat64);
  const NearestImages nearest = compare_distances(distances, test_distances);
  EXPECT_NEAR(nearest.mean, 20, 1e-9);
  EXPECT_NEAR(nearest.median, 1, 1e-9);
  EXPECT_NEAR(nearest.ratio, 0.4, 1e-9);
  EXPECT_NEAR(nearest.copies, 0.4, 1e-9);
}

TEST(PixelMetrics, ARealSetIsComparedWithTheOtherTrainingImages) {
  const torch::Tensor train = make_images(600, 1).pixels;
  const PixelReference reference(train, make_images(200, 2).pixels);
  const torch::Tensor half = train.narrow(0, 0, 300);
  const torch::Tensor of_half = count_bins(half, reference.bin_centres);
  const torch::Tensor of_rest = count_bins(train.narrow(0, 300, 300), reference.bin_centres);
  EXPECT_EQ(measure_real(reference, half).bins.jensen_shannon,
            compare_bins(of_half, of_rest).jensen_shannon);
}

TEST(Evaluate, MeasuresSamplesAndRealImagesInTheirPlace) {
  const Evaluation evaluation =
      evaluate(trained_judge(), real_data(), {make_images(100, 5).pixels}, std::nullopt, kIgnore);
  const auto measures = measures_by_name(evaluation);
  EXPECT_EQ(measures.size(), 15U);
  for (const auto& [name, measure] : measures) {
    const bool is_of_test_images = name.substr(0, 7) == "nearest" || name == "copies";
    EXPECT_EQ(measure.real.size(), is_of_test_images ? 1U : 5U) << name;
  }
  EXPECT_EQ(measures.at("modes").value, 2);
  EXPECT_THAT(measures.at("nearest_ratio").real, Each(1));
  EXPECT_NEAR(measures.at("nearest_ratio").value, 1, 0.05);
  EXPECT_GT(measures.at("parzen").error, 0);
  EXPECT_THAT(evaluation.classes->real, ElementsAre(0.5, 0.5));
}

TEST(Evaluate, WhatWasAskedForByClassIsMeasuredByClass) {
  const Samples samples{make_images(100, 5).pixels, make_classes(100)};
  const Evaluation evaluation =
      evaluate(trained_judge(), real_data(), samples,
               Samples{make_images(600, 6).pixels, make_classes(600)}, kIgnore);
  const auto measures = measures_by_name(evaluation);
  EXPECT_EQ(measures.size(), 17U);
  EXPECT_EQ(measures.at("gan_test").value, 1);
  EXPECT_EQ(measures.at("gan_train").value, 1);
  EXPECT_THAT(measures.at("gan_train").real, ElementsAre(evaluation.classes->judge_accuracy));
  ASSERT_EQ(evaluation.by_class.size(), 2U);
  EXPECT_EQ(evaluation.by_class[1].samples, 50);
  EXPECT_EQ(evaluation.by_class[1].frechet->real.size(), 5U);
}

TEST(Evaluate, WithoutAJudgeMeasuresThePixels) {
  RealData real = real_data();
  real.train.labels.reset();
  const Evaluation evaluation =
      evaluate(std::nullopt, real, {make_images(501, 5).pixels}, std::nullopt, kIgnore);
  EXPECT_FALSE(evaluation.classes);
  const auto measures = measures_by_name(evaluation);
  EXPECT_EQ(measures.size(), 7U);
  EXPECT_EQ(measures.count("frechet"), 0U);
  EXPECT_TRUE(measures.at("ndb").real.empty());  // 501 do not fit into five sixths of 600
}

}  // namespace gan
