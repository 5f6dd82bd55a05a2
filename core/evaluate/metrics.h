// The table of metrics: what each is called, which way is better, and where its value comes from.
#pragma once

#include <vector>

#include "core/config/choices.h"

namespace gan {

struct Scores;  // scores.h

enum class Better { kLower, kHigher, kAsReal };  // as real: like the value of real images
const char* describe(Better better);             // "lower", "higher", "as real"

// What the real images' value of a metric is measured on.
enum class RealValues {
  kSets,        // sets of real training images in the samples' place
  kTestImages,  // the test images
};

struct MetricInfo {
  Metric metric;
  const char* label;   // a few words
  const char* unit;    // "" without one
  const char* format;  // of its values, for printf
  Better better;
  bool needs_judge;
  RealValues real_values;
  double (*value_of)(const Scores& scores);
  double (*error_of)(const Scores& scores);  // standard deviation or error; null: it has none

  const char* name() const { return name_of(metric); }
};

// In the order in which they are shown.
const std::vector<MetricInfo>& list_metrics();

const MetricInfo& info_of(Metric metric);

// Whether one value is better than another. metric  that has lower or higher ones
bool is_better(Metric metric, double value, double than);

}  // namespace gan
