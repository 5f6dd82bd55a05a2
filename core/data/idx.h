// IDX, the file format of MNIST and similar data sets (http://yann.lecun.com/exdb/mnist): a
// big-endian header of magic number and sizes, then the pixels row by row, or one byte per label.
#pragma once

#include <torch/types.h>

#include <cstdint>
#include <filesystem>
#include <string>

#include "core/data/idx_files.h"

namespace gan {

// Grey images as stored on disk.
struct Images {
  torch::Tensor pixels;  // uint8 [count, height, width], on the CPU
  uint32_t crc32 = 0;    // of the pixels; identifies the data set

  int64_t count() const { return pixels.size(0); }
  int64_t height() const { return pixels.size(1); }
  int64_t width() const { return pixels.size(2); }
};

std::string describe_size(const Images& images);  // "28 x 28", height x width

// Reads images from the file that find_idx_file() chooses for `path`.
// throws  Error naming the file: missing, not IDX images of bytes, truncated, extra bytes at the
//         end, damaged compression, a side longer than 4096 pixels
Images read_idx_images(const std::filesystem::path& path, const OnChoice& on_choice = nullptr);

// The class of each image.
struct Labels {
  torch::Tensor values;  // uint8 [count], on the CPU
  uint32_t crc32 = 0;    // of the values

  int64_t count() const { return values.size(0); }
  int64_t classes() const { return values.max().item<int64_t>() + 1; }  // highest label + 1
};

// Reads labels. The file and the errors are as for read_idx_images().
Labels read_idx_labels(const std::filesystem::path& path, const OnChoice& on_choice = nullptr);

}  // namespace gan
