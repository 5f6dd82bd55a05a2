// Measures the quality of samples by every metric, and measures real images for comparison.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/evaluate/by_class.h"
#include "core/evaluate/metrics.h"
#include "core/evaluate/neighbours.h"

namespace gan {

constexpr int64_t kMinSamples = 2 * kNeighbours;

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
    std::vector<double> real;     // by label, see JudgeReference::class_shares
  };

  std::vector<Measure> measures;
  std::optional<Classes> classes;  // nullopt without a judge

  // Empty without a judge, or if no classes were asked for, or where labels have parts: a handful
  // of images of each of so many combinations tells nothing.
  std::vector<ClassScores> by_class;
  double parzen_sigma = 0;
};

// judge    nullopt: only the metrics that need no judge
// real     with at least kMinSamples test images
// samples  of the real images' shape, at least kMinSamples
// lessons  samples with classes to train a judge on for GAN-train; nullopt: no GAN-train
// throws   Error if there are too few images of any kind
Evaluation evaluate(const std::optional<Judge>& judge, const RealData& real, const Samples& samples,
                    const std::optional<Samples>& lessons, const OnStage& on_stage);

}  // namespace gan
