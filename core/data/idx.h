// IDX, the file format of MNIST and similar data sets (http://yann.lecun.com/exdb/mnist): a
// big-endian header of magic number and sizes, then the pixels row by row, or one byte per label.
#pragma once

#include <torch/types.h>

#include <cstdint>
#include <filesystem>
#include <string>

#include "core/data/data_set.h"
#include "core/data/idx_files.h"

namespace gan {

// Reads images from the file that find_idx_file() chooses for `path`.
// throws  Error naming the file: missing, not IDX images of bytes, truncated, extra bytes at the
//         end, damaged compression, a side longer than 4096 pixels
Images read_idx_images(const std::filesystem::path& path, const OnChoice& on_choice = nullptr);

// Reads labels. The file and the errors are as for read_idx_images().
Labels read_idx_labels(const std::filesystem::path& path, const OnChoice& on_choice = nullptr);

}  // namespace gan
