// The random choices of an evaluation. Their seed is fixed, so two evaluations differ only by the
// images that they evaluate.
#pragma once

#include "core/base/random.h"

namespace gan {

enum class Draw : uint64_t {
  kSubsets = 0,       // of the kernel distance
  kFirstCentres = 1,  // of k-means
  kRealSets = 2,      // sets of real images to measure like samples
};

inline Random evaluation_random(Draw draw) {
  return {0, Stream::kEvaluation, static_cast<uint64_t>(draw)};
}

}  // namespace gan
