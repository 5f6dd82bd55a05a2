// The table of metrics: the name of each, which values are better, and how to get its value.
#pragma once

#include <vector>

#include "core/config/choices.h"

namespace gan {

struct Scores;  // scores.h

enum class Better { kLower, kHigher, kAsReal };  // as real: near the value of real images
const char* describe(Better better);             // "lower", "higher", "as real"

// Which real images a metric is measured on, for comparison.
enum class RealValues {
  kSets,        // sets of real training images
  kTestImages,  // the test images
};

// What a metric is computed from, besides the samples and the real images.
enum class Needs {
  kNothing,
  kJudge,
  kAskedClasses,       // a judge, and the classes that the samples were asked to be of
  kJudgeOfTheSamples,  // another judge, trained on samples: a minute or more
};

struct MetricInfo {
  Metric metric;
  const char* label;   // a few words
  const char* unit;    // "" if it has none
  const char* format;  // of its values, for printf
  Better better;
  Needs needs;
  RealValues real_values;
  double (*value_of)(const Scores& scores);
  double (*error_of)(const Scores& scores);  // standard deviation or error; null if it has none
  const char* why_none = nullptr;            // why a value may be infinite or NaN: no figure

  const char* name() const { return name_of(metric); }

  // Whether evaluate.every_epochs may measure it.
  bool is_of_training() const { return needs == Needs::kJudge || needs == Needs::kAskedClasses; }
};

// In display order.
const std::vector<MetricInfo>& list_metrics();

const MetricInfo& info_of(Metric metric);

// Whether the scores have what the metric needs.
bool has_value(const MetricInfo& info, const Scores& scores);

// Whether `value` is better than `than`.
// metric  one for which lower or higher is better, not one that is better as real
bool is_better(Metric metric, double value, double than);

}  // namespace gan
