#include "core/evaluate/metrics.h"

#include <algorithm>

#include "core/evaluate/scores.h"

namespace gan {

const char* describe(Better better) {
  switch (better) {
    case Better::kLower:
      return "lower";
    case Better::kHigher:
      return "higher";
    case Better::kAsReal:
      return "as real";
  }
  return "";
}

// clang-format off
const std::vector<MetricInfo>& list_metrics() {
  using S = const Scores&;
  constexpr Better kLower = Better::kLower, kHigher = Better::kHigher, kAsReal = Better::kAsReal;
  constexpr RealValues kSets = RealValues::kSets, kTestImages = RealValues::kTestImages;
  constexpr Needs kNothing = Needs::kNothing, kJudge = Needs::kJudge;
  static const std::vector<MetricInfo> kTable = {
      {Metric::kFrechet, "Frechet distance", "", "%.3f", kLower, kJudge, kSets,
       [](S s) { return s.judge->frechet; }, nullptr},
      {Metric::kKid, "kernel distance (KID)", "", "%.3g", kLower, kJudge, kSets,
       [](S s) { return s.judge->kid; }, [](S s) { return s.judge->kid_deviation; }},
      {Metric::kPrecision, "precision", "", "%.4f", kHigher, kJudge, kSets,
       [](S s) { return s.judge->overlap.precision; }, nullptr},
      {Metric::kRecall, "recall", "", "%.4f", kHigher, kJudge, kSets,
       [](S s) { return s.judge->overlap.recall; }, nullptr},
      {Metric::kDensity, "density", "", "%.4f", kAsReal, kJudge, kSets,
       [](S s) { return s.judge->overlap.density; }, nullptr},
      {Metric::kCoverage, "coverage", "", "%.4f", kHigher, kJudge, kSets,
       [](S s) { return s.judge->overlap.coverage; }, nullptr},
      {Metric::kModes, "classes present", "", "%.0f", kHigher, kJudge, kSets,
       [](S s) { return s.judge->modes; }, nullptr},
      {Metric::kClassKl, "class divergence (KL)", "nats", "%.5f", kLower, kJudge, kSets,
       [](S s) { return s.judge->class_kl; }, nullptr,
       "images of a class that no test image is of"},
      {Metric::kGanTest, "class as asked (GAN-test)", "", "%.4f", kHigher, Needs::kAskedClasses,
       kTestImages, [](S s) { return *s.judge->gan_test; }, nullptr},
      {Metric::kGanTrain, "teach a judge (GAN-train)", "", "%.4f", kHigher,
       Needs::kJudgeOfTheSamples, kTestImages, [](S s) { return *s.gan_train; }, nullptr},
      {Metric::kNdb, "bins that differ (NDB/k)", "", "%.4f", kLower, kNothing, kSets,
       [](S s) { return s.bins.ndb; }, nullptr},
      {Metric::kBinJs, "bin divergence (JS)", "nats", "%.5f", kLower, kNothing, kSets,
       [](S s) { return s.bins.jensen_shannon; }, nullptr},
      {Metric::kNearest, "to nearest training image", "", "%.3f", kAsReal, kNothing, kTestImages,
       [](S s) { return s.nearest.mean; }, nullptr},
      {Metric::kNearestMedian, "  median", "", "%.3f", kAsReal, kNothing, kTestImages,
       [](S s) { return s.nearest.median; }, nullptr},
      {Metric::kNearestRatio, "  ratio to test images", "", "%.3f", kAsReal, kNothing, kTestImages,
       [](S s) { return s.nearest.ratio; }, nullptr,
       "the test images are copies of training images"},
      {Metric::kCopies, "  nearer than 99 % of test", "", "%.4f", kAsReal, kNothing, kTestImages,
       [](S s) { return s.nearest.copies; }, nullptr,
       "a hundredth of the test images or more are copies of training images"},
      {Metric::kParzen, "Parzen windows", "nats", "%.1f", kHigher, kNothing, kSets,
       [](S s) { return s.parzen.mean; }, [](S s) { return s.parzen.standard_error; }},
  };
  return kTable;
}
// clang-format on

const MetricInfo& info_of(Metric metric) {
  const auto& table = list_metrics();
  return *std::find_if(table.begin(), table.end(),
                       [&](const MetricInfo& info) { return info.metric == metric; });
}

bool has_value(const MetricInfo& info, const Scores& scores) {
  switch (info.needs) {
    case Needs::kNothing:
      return true;
    case Needs::kJudge:
      return scores.judge.has_value();
    case Needs::kAskedClasses:
      return scores.judge && scores.judge->gan_test;
    case Needs::kJudgeOfTheSamples:
      return scores.gan_train.has_value();
  }
  return false;
}

bool is_better(Metric metric, double value, double than) {
  return info_of(metric).better == Better::kLower ? value < than : value > than;
}

}  // namespace gan
