// The quality of samples that were asked for by class, class by class.
#pragma once

#include <optional>
#include <vector>

#include "core/config/choices.h"
#include "core/evaluate/judge_metrics.h"

namespace gan {

struct ClassFigure {
  double value = 0;          // of the samples
  std::vector<double> real;  // of sets of as many real training images; empty if there are too few
};

struct ClassScores {
  int64_t samples = 0;      // that were asked to be of this class
  int64_t test_images = 0;  // of this class, by label
  double share_asked = 0;   // samples / all samples
  double share_seen = 0;    // of all samples that the judge sees as this class

  // nullopt if there are no samples
  std::optional<double> gan_test;  // see JudgeMetrics

  // Of the samples asked for, against the test images of the class. nullopt if there are fewer than
  // kMinOfClass of either.
  std::optional<ClassFigure> frechet;  // see frechet.h
  std::optional<ClassFigure> recall;   // see neighbours.h

  // metric  kFrechet or kRecall
  const std::optional<ClassFigure>& figure(Metric metric) const {
    return metric == Metric::kRecall ? recall : frechet;
  }
};

constexpr int64_t kMinOfClass = 2 * kNeighbours;

// samples  with classes
// returns  the scores of each class, in order
std::vector<ClassScores> measure_by_class(const JudgeReference& reference, const DataSet& training,
                                          const Samples& samples);

// The class with the worst value. nullopt if none has a figure.
// metric  kFrechet or kRecall
std::optional<size_t> find_worst(const std::vector<ClassScores>& classes, Metric metric);

}  // namespace gan
