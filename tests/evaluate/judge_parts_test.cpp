// The judge of labels that have a part for each channel.
#include <gmock/gmock.h>

#include <cmath>

#include "core/base/random.h"
#include "core/evaluate/evaluate.h"

namespace gan {
namespace {

using testing::ElementsAre;

// Noise of 8 x 6 pixels and 3 channels, each of class 0 or 1: bright above or below. The class of
// an image is 4 a + 2 b + c for the classes a, b, c of its channels.
DataSet make_stacks(const torch::Tensor& classes, uint64_t index) {
  torch::Tensor values = torch::empty({classes.size(0), 3, 8, 6});
  Random(2, Stream::kEvaluation, index)
      .fill_uniform(values.data_ptr<float>(), values.numel(), 0, 100);
  for (int64_t i = 0; i < classes.size(0); ++i)
    for (int64_t channel = 0; channel < 3; ++channel)
      values[i][channel]
          .narrow(0, classes[i].item<int64_t>() >> (2 - channel) & 1 ? 4 : 0, 4)
          .add_(150);
  return {
      {values.to(torch::kUInt8), 0},
      Labels{
          classes, {"0 0 0", "0 0 1", "0 1 0", "0 1 1", "1 0 0", "1 0 1", "1 1 0", "1 1 1"}, 3, 0}};
}

// The test images have but the classes 0 .. 3.
const RealData& real_stacks() {
  static const RealData kReal{make_stacks(torch::arange(400) % 8, 1),
                              make_stacks(torch::arange(100) % 4, 2)};
  return kReal;
}

const JudgeReference& reference_of_stacks() {
  static const JudgeReference kReference(train_judge(real_stacks().train, [](const auto&) {}),
                                         real_stacks());
  return kReference;
}

}  // namespace

TEST(JudgeOfParts, SeesASingleChannelOfTheClassesOfAPart) {
  const Judge judge = make_judge(real_stacks().train);
  EXPECT_EQ(judge->channels(), 1);
  EXPECT_EQ(judge->classes(), 2);
}

TEST(JudgeOfParts, PutsTheChannelsTogether) {
  const Judge judge = reference_of_stacks().judge;
  const torch::Tensor classes = torch::arange(24) % 8;
  const torch::Tensor pixels = make_stacks(classes, 3).images.pixels;
  const torch::Tensor features = extract_features(judge, pixels);
  EXPECT_THAT(features.sizes(), ElementsAre(24, 3 * kJudgeFeatures));
  EXPECT_TRUE(torch::equal(predict_classes(judge, features), classes));
  const torch::Tensor second = extract_features(judge, pixels.narrow(1, 1, 1).contiguous());
  EXPECT_TRUE(torch::allclose(features.narrow(1, kJudgeFeatures, kJudgeFeatures), second));
}

TEST(JudgeOfParts, ModesAreCountedByTheTrainingImages) {
  const JudgeReference& reference = reference_of_stacks();
  EXPECT_EQ(reference.accuracy, 1);
  EXPECT_EQ(reference.class_shares, std::vector<double>(8, 0.125));
  // One sample in 100 of class 7, less than a tenth of its share; the rest of class 0.
  torch::Tensor classes = torch::zeros({100}, torch::kInt64);
  classes[5] = 7;
  const JudgeMetrics metrics = measure(reference, {make_stacks(classes, 4).images.pixels, classes});
  EXPECT_EQ(metrics.modes, 2);
  EXPECT_NEAR(metrics.class_kl, 0.99 * std::log(0.99 * 8) + 0.01 * std::log(0.01 * 8), 1e-12);
  EXPECT_EQ(metrics.gan_test, 1);
}

TEST(JudgeOfParts, CombinationsAreNotMeasuredOneByOne) {
  const torch::Tensor classes = torch::arange(100) % 8;
  const Samples samples{make_stacks(classes, 5).images.pixels, classes};
  const Evaluation evaluation = evaluate(reference_of_stacks().judge, real_stacks(), samples,
                                         std::nullopt, [](const auto&) {});
  EXPECT_TRUE(evaluation.by_class.empty());
  EXPECT_EQ(evaluation.classes->samples.size(), 8U);
}

}  // namespace gan
