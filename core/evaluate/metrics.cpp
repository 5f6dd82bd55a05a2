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
  static const std::vector<MetricInfo> kTable = {
      {Metric::kFrechet, "Frechet distance", "", "%.3f", kLower, true, kSets,
       [](S s) { return s.judge->frechet; }, nullptr},
      {Metric::kKid, "kernel distance (KID)", "", "%.3g", kLower, true, kSets,
       [](S s) { return s.judge->kid; }, [](S s) { return s.judge->kid_deviation; }},
      {Metric::kPrecision, "precision", "", "%.4f", kHigher, true, kSets,
       [](S s) { return s.judge->overlap.precision; }, nullptr},
      {Metric::kRecall, "recall", "", "%.4f", kHigher, true, kSets,
       [](S s) { return s.judge->overlap.recall; }, nullptr},
      {Metric::kDensity, "density", "", "%.4f", kAsReal, true, kSets,
       [](S s) { return s.judge->overlap.density; }, nullptr},
      {Metric::kCoverage, "coverage", "", "%.4f", kHigher, true, kSets,
       [](S s) { return s.judge->overlap.coverage; }, nullptr},
      {Metric::kModes, "classes present", "", "%.0f", kHigher, true, kSets,
       [](S s) { return s.judge->modes; }, nullptr},
      {Metric::kClassKl, "class divergence (KL)", "nats", "%.5f", kLower, true, kSets,
       [](S s) { return s.judge->class_kl; }, nullptr,
       "images of a class that no test image is of"},
      {Metric::kNdb, "bins that differ (NDB/k)", "", "%.4f", kLower, false, kSets,
       [](S s) { return s.bins.ndb; }, nullptr},
      {Metric::kBinJs, "bin divergence (JS)", "nats", "%.5f", kLower, false, kSets,
       [](S s) { return s.bins.jensen_shannon; }, nullptr},
      {Metric::kNearest, "to nearest training image", "", "%.3f", kAsReal, false, kTestImages,
       [](S s) { return s.nearest.mean; }, nullptr},
      {Metric::kNearestMedian, "  median", "", "%.3f", kAsReal, false, kTestImages,
       [](S s) { return s.nearest.median; }, nullptr},
      {Metric::kNearestRatio, "  ratio to test images", "", "%.3f", kAsReal, false, kTestImages,
       [](S s) { return s.nearest.ratio; }, nullptr,
       "the test images are copies of training images"},
      {Metric::kCopies, "  nearer than 99 % of test", "", "%.4f", kAsReal, false, kTestImages,
       [](S s) { return s.nearest.copies; }, nullptr,
       "a hundredth of the test images or more are copies of training images"},
      {Metric::kParzen, "Parzen windows", "nats", "%.1f", kHigher, false, kSets,
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

bool is_better(Metric metric, double value, double than) {
  return info_of(metric).better == Better::kLower ? value < than : value > than;
}

}  // namespace gan
