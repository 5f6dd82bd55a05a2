#include "core/evaluate/by_class.h"

#include <gtest/gtest.h>

#include "core/base/random.h"

namespace gan {
namespace {

// Noise of 4 x 12 pixels with a bright third: class c has it in the columns from 4 c on.
DataSet make_thirds(const torch::Tensor& classes, uint64_t index) {
  torch::Tensor values = torch::empty({classes.size(0), 1, 4, 12});
  Random(1, Stream::kEvaluation, index)
      .fill_uniform(values.data_ptr<float>(), values.numel(), 0, 100);
  for (int64_t i = 0; i < classes.size(0); ++i)
    values[i].narrow(2, 4 * classes[i].item<int64_t>(), 4).add_(150);
  return {{values.to(torch::kUInt8), 0}, Labels{classes, {"a", "b", "c"}, 1, 0}};
}

// 300 training images, a third of each class; 90 test images, 40 of "a", 41 of "b", 9 of "c".
const RealData& real_thirds() {
  static const RealData kReal{
      make_thirds(torch::arange(300) % 3, 1),
      make_thirds(torch::arange(90).ge(40).to(torch::kInt64) + torch::arange(90).ge(81), 2)};
  return kReal;
}

const JudgeReference& reference_of_thirds() {
  static const JudgeReference kReference(train_judge(real_thirds().train, [](const auto&) {}),
                                         real_thirds());
  return kReference;
}

// The samples are as asked, but for those of the first 10, which are asked to be "a".
std::vector<ClassScores> measured() {
  const torch::Tensor classes = torch::arange(90) % 3;
  const torch::Tensor pixels = make_thirds(classes, 3).images.pixels;
  torch::Tensor asked = classes.clone();
  asked.narrow(0, 0, 10).fill_(0);
  return measure_by_class(reference_of_thirds(), real_thirds().train, {pixels, asked});
}

}  // namespace

TEST(ByClass, CountsWhatWasAskedForAndWhatIsSeen) {
  const std::vector<ClassScores> classes = measured();
  ASSERT_EQ(reference_of_thirds().accuracy, 1);
  ASSERT_EQ(classes.size(), 3U);
  EXPECT_EQ(classes[0].samples, 36);  // of 0..9, 3 are of "b" and 3 of "c"
  EXPECT_EQ(classes[1].samples, 27);
  EXPECT_EQ(classes[2].test_images, 9);
  EXPECT_DOUBLE_EQ(classes[0].share_asked, 36.0 / 90);
  for (const ClassScores& scores : classes) EXPECT_DOUBLE_EQ(scores.share_seen, 1.0 / 3);
  EXPECT_DOUBLE_EQ(*classes[0].gan_test, 30.0 / 36);
  EXPECT_EQ(classes[1].gan_test, 1);
}

TEST(ByClass, FiguresAreThoseOfTheClassAlone) {
  const std::vector<ClassScores> classes = measured();
  const JudgeReference& reference = reference_of_thirds();
  const torch::Tensor of_b = reference.manifold.features.narrow(0, 40, 41);
  // The samples that were asked to be "b": 10, 13, .. 88.
  const torch::Tensor pixels = make_thirds(torch::arange(90) % 3, 3).images.pixels;
  const torch::Tensor features =
      extract_features(reference.judge, pixels.slice(0, 10, 90, 3).contiguous());
  EXPECT_NEAR(classes[1].frechet->value,
              frechet_distance(fit_gaussian(features), fit_gaussian(of_b)), 1e-6);
  EXPECT_EQ(classes[1].recall->value,
            compare_manifolds(make_manifold(of_b), make_manifold(features)).recall);
  // 250 training images are drawn from, some 83 of each class: 3 sets of 27, 2 of 36.
  EXPECT_EQ(classes[1].frechet->real.size(), 3U);
  EXPECT_EQ(classes[0].recall->real.size(), 2U);
  const torch::Tensor order = order_real_images(300);
  const torch::Tensor rows = order.masked_select(order % 3 == 1).narrow(0, 27, 27);
  const torch::Tensor real =
      extract_features(reference.judge, real_thirds().train.images.pixels.index_select(0, rows));
  EXPECT_NEAR(classes[1].frechet->real[1], frechet_distance(fit_gaussian(real), fit_gaussian(of_b)),
              1e-6);
}

TEST(ByClass, AClassOfFewImagesHasNoFigure) {
  const std::vector<ClassScores> classes = measured();
  EXPECT_FALSE(classes[2].frechet);
  EXPECT_FALSE(classes[2].recall);
  EXPECT_TRUE(classes[2].gan_test);
  const torch::Tensor none_of_b = torch::arange(90) % 2 * 2;
  const auto without = measure_by_class(reference_of_thirds(), real_thirds().train,
                                        {make_thirds(none_of_b, 3).images.pixels, none_of_b});
  EXPECT_EQ(without[1].samples, 0);
  EXPECT_FALSE(without[1].gan_test);
  EXPECT_FALSE(without[1].frechet);
}

TEST(ByClass, TheWorstHasTheGreatestDistanceOrTheLeastRecall) {
  std::vector<ClassScores> classes(4);
  EXPECT_FALSE(find_worst(classes, Metric::kFrechet));
  const std::vector<double> frechet = {1, 3, 2}, recall = {0.5, 0.6, 0.4};
  for (size_t i = 0; i < 3; ++i) {
    classes[i].frechet = {frechet[i], {}};
    classes[i].recall = {recall[i], {}};
  }
  EXPECT_EQ(find_worst(classes, Metric::kFrechet), 1U);
  EXPECT_EQ(find_worst(classes, Metric::kRecall), 2U);
}

}  // namespace gan
