// The random choices that an evaluation makes. Their seed is fixed: two evaluations differ by what
// they evaluate, never by luck.
#pragma once

#include "core/base/random.h"

namespace gan {

enum class Draw : uint64_t {
  kSubsets = 0,       // of the kernel distance
  kFirstCentres = 1,  // where k-means begins
  kRealSets = 2,      // real images in the samples' place
};

inline Random evaluation_random(Draw draw) {
  return {0, Stream::kEvaluation, static_cast<uint64_t>(draw)};
}

}  // namespace gan
