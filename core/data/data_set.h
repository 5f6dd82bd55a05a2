// A data set in memory, or mapped from its file: images, and the class of each where there are
// labels.
#pragma once

#include <torch/types.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/data/image_shape.h"

namespace gan {

struct Images {
  torch::Tensor pixels;  // uint8 [count, C, H, W], on the CPU; of any strides, if it is mapped
  uint32_t crc32 = 0;    // of the pixels in the order [count, C, H, W]; identifies the data set

  int64_t count() const { return pixels.size(0); }
  ImageShape shape() const { return {pixels.size(1), pixels.size(2), pixels.size(3)}; }
};

// The class of each image. A label may have several parts, one for each channel: then a class is a
// combination of them.
struct Labels {
  torch::Tensor values;            // int64 [count], on the CPU: indices of classes
  std::vector<std::string> names;  // of the classes: "7", "cat"; with three parts "7 0 3"
  int64_t parts = 1;               // 1, or the number of channels
  uint32_t crc32 = 0;              // of the values

  int64_t count() const { return values.size(0); }
  int64_t classes() const { return static_cast<int64_t>(names.size()); }
};

struct DataSet {
  Images images;
  std::optional<Labels> labels;

  int64_t count() const { return images.count(); }
  ImageShape shape() const { return images.shape(); }
};

// The classes are the numbers that occur, in ascending order.
// numbers  integers [N], or [N, parts]; then there are k^parts classes for k numbers that occur
// throws   Error without a place: more than 65536 classes, a negative number
Labels make_labels(const torch::Tensor& numbers);

// For each wanted class, the next image of that class that is not among those before; from the
// first on again when they are used up. wanted   int64 [N], each a class that has images returns
// int64 [N]: indices of images
torch::Tensor find_examples(const Labels& labels, const torch::Tensor& wanted);

// crc32_of() of pixels in the order [N, C, H, W], whatever their strides.
uint32_t checksum_pixels(const torch::Tensor& pixels);

}  // namespace gan
