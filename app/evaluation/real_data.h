// The real images that samples are compared with.
#pragma once

#include <filesystem>

#include "app/terminal/session.h"
#include "core/config/config.h"
#include "core/evaluate/evaluate.h"

namespace gan {

// Reads the images that `names` names out of the folder, and their labels, whose files are called
// as the images' are with "labels-idx1" for "images-idx3". Where a judge cannot be had, for want of
// labels or because the images are too small, there are no labels, and a line says so.
// throws  Error for files that are missing or damaged or do not go together
RealData read_real_data(const std::filesystem::path& folder, const Config::Data& names,
                        const Session& session);

// The same of images that were read before.
// throws  Error as above, for the labels
RealData add_labels(const Images& train, const Images& test, const std::filesystem::path& folder,
                    const Config::Data& names, const Session& session);

}  // namespace gan
