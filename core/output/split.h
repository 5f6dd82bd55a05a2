// What a line of metrics.jsonl measures.
#pragma once

#include <array>
#include <optional>

#include "core/output/json_lines.h"

namespace gan {

enum class Split {
  kTrain,       // means over training steps
  kValidation,  // means over the test set
  kEvaluation,  // metrics of samples
  kReal,        // the same metrics of real training images
  kDivergence,  // a sign of divergence
};
constexpr std::array<const char*, 5> names_of(Split) {
  return {"train", "validation", "evaluation", "real", "divergence"};
}

// None if the line has none that is known.
std::optional<Split> find_split(const Json& line);

}  // namespace gan
