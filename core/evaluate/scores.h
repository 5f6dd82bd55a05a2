// All measurements of one set of images.
#pragma once

#include <optional>

#include "core/evaluate/judge_metrics.h"
#include "core/evaluate/pixel_metrics.h"

namespace gan {

struct Scores {
  std::optional<JudgeMetrics> judge;  // nullopt without a judge
  std::optional<double> gan_train;    // see gan_train() in judge_metrics.h; nullopt: not measured
  BinDifference bins{};
  NearestImages nearest{};
  ParzenEstimate parzen{};
};

}  // namespace gan
