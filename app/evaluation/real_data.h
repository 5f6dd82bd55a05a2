// The real images that samples are compared with.
#pragma once

#include "app/evaluation/read_sets.h"
#include "core/evaluate/evaluate.h"

namespace gan {

// Reads the images that the config names from a folder (read_sets.h). If labels are missing, or the
// images are too small for a judge, the result has no labels, and a message says so.
// throws  Error if images are missing or damaged, or do not belong together
RealData read_real_data(const Config& config, const std::filesystem::path& folder,
                        const Session& session);

// The same for sets that are already read.
// sets  with test images
RealData to_real_data(const DataSets& sets, const Session& session);

}  // namespace gan
