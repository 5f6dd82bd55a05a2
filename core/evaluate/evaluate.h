// The quality of samples: every metric, beside what real images score in their place.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/evaluate/judge.h"
#include "core/evaluate/metrics.h"
#include "core/evaluate/neighbours.h"

namespace gan {

constexpr int64_t kLeastSamples = 2 * kNeighbours;

struct LabelledSets {
  Labels train;
  Labels test;
};

// What samples are compared with.
struct RealData {
  Images train;
  Images test;  // of the size of train's
  std::optional<LabelledSets> labels;
};

struct Measure {
  Metric metric;
  double value = 0;          // of the samples
  double error = 0;          // its own standard deviation or error, where it has one
  std::vector<double> real;  // the same of each set of real images; none where none can be drawn
};

struct Evaluation {
  struct Classes {
    double judge_accuracy = 0;    // on the test images
    std::vector<double> samples;  // share of each class, by the judge
    std::vector<double> real;     // of the test images, by their labels
  };

  std::vector<Measure> measures;
  std::optional<Classes> classes;  // where there is a judge
  double parzen_sigma = 0;
};

// judge    none: only the metrics that need no judge
// samples  uint8 [N, H, W] of the real images' size
//          kLeastSamples at least, and as many test images
// throws   Error if there are too few images of any kind
Evaluation evaluate(const std::optional<Judge>& judge, const RealData& real,
                    const torch::Tensor& samples, const OnStage& on_stage);

}  // namespace gan
