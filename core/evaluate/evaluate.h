// Measures the quality of samples by every metric, and measures real images for comparison.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/evaluate/judge.h"
#include "core/evaluate/metrics.h"
#include "core/evaluate/neighbours.h"

namespace gan {

constexpr int64_t kMinSamples = 2 * kNeighbours;

// The real images that samples are compared with. Both sets are of the same shape, and both have
// labels, of the same classes, or neither has.
struct RealData {
  DataSet train;
  DataSet test;

  bool is_labelled() const { return train.labels && test.labels; }
};

struct Measure {
  Metric metric;
  double value = 0;          // of the samples
  double error = 0;          // standard deviation or error of the value; 0 if the metric has none
  std::vector<double> real;  // the values of real images; empty if there are too few
};

struct Evaluation {
  struct Classes {
    double judge_accuracy = 0;    // on the test images
    std::vector<double> samples;  // share of each class, by the judge
    std::vector<double> real;     // of the test images, by their labels
  };

  std::vector<Measure> measures;
  std::optional<Classes> classes;  // nullopt without a judge
  double parzen_sigma = 0;
};

// judge    nullopt: only the metrics that need no judge
// real     with at least kMinSamples test images
// samples  uint8 [N, C, H, W] of the real images' shape; N >= kMinSamples
// throws   Error if there are too few images of any kind
Evaluation evaluate(const std::optional<Judge>& judge, const RealData& real,
                    const torch::Tensor& samples, const OnStage& on_stage);

}  // namespace gan
