// IDX, the file format of MNIST and similar data sets (http://yann.lecun.com/exdb/mnist): a
// big-endian header of magic number and sizes, then the pixels row by row, or one byte per label.
// QMNIST's labels are a table of 8 integers per image, the first of which is the class.
#pragma once

#include <torch/types.h>

#include <filesystem>

#include "core/config/config.h"
#include "core/data/data_set.h"
#include "core/sources/hooks.h"

namespace gan {

// Opens the images of the file that find_idx_file() chooses for `path`. A raw file is mapped; a .gz
// is read.
// returns  pixels [N, 1, H, W], without their checksum
// throws   Error naming the file: missing, not IDX images of bytes, truncated, extra bytes at the
//          end, damaged compression, a side longer than 4096 pixels
Images open_idx_images(const std::filesystem::path& path, const OnChoice& on_choice = nullptr);

// Reads labels of bytes or of QMNIST's table. The file and the errors are as for open_idx_images().
// returns  int64 [N], the numbers of the file
torch::Tensor read_idx_numbers(const std::filesystem::path& path,
                               const OnChoice& on_choice = nullptr);

// Reads a data set as stored_set.h says.
// labels  a file of labels of any kind; empty: there are none
DataSet read_idx_set(const std::filesystem::path& images, const std::filesystem::path& labels,
                     const Config::Data& options, const ReadHooks& hooks = {});

}  // namespace gan
