// The real images that samples are compared with.
#pragma once

#include <filesystem>

#include "app/terminal/session.h"
#include "core/config/config.h"
#include "core/data/idx_files.h"
#include "core/evaluate/evaluate.h"

namespace gan {

// Warns which file is read where several lie there. The session must outlive the result.
OnChoice warn_of_choice(const Session& session);

// Reads the images with these names from the folder, and their labels, whose files have the same
// names with "labels-idx1" instead of "images-idx3", or with dots. If labels are missing, or the
// images are too small for a judge, the result has no labels, and a message says so. throws  Error
// if files are missing or damaged, or do not belong together
RealData read_real_data(const std::filesystem::path& folder, const Config::Data& names,
                        const Session& session);

// The same for images that are already read.
// throws  Error as above, for the labels
RealData add_labels(const Images& train, const Images& test, const std::filesystem::path& folder,
                    const Config::Data& names, const Session& session);

}  // namespace gan
