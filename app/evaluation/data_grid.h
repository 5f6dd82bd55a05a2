// A picture of some images of a data set.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/data/data_set.h"

namespace gan {

// Writes 64 images, or as many as there are, in a grid: from all over the set or, if it has
// classes, as many of each. A column is of one class if there are at most 16.
// returns  the classes of the columns, if each is of one
// throws   UsageError if the images are too large; Error if the file cannot be written
std::vector<std::string> write_data_grid(const std::filesystem::path& path, const DataSet& data);

}  // namespace gan
