// A data set in memory, or mapped from its file: images, and the class of each where there are
// labels.
#pragma once

#include <torch/types.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/base/mapped_file.h"
#include "core/data/image_shape.h"

namespace gan {

struct Images {
  torch::Tensor pixels;  // uint8 [count, C, H, W], on the CPU; of any strides, if it is mapped
  uint32_t crc32 = 0;    // of the pixels in the order [count, C, H, W]; identifies the data set
  std::shared_ptr<MappedFile> file = nullptr;  // that holds the pixels; null: they are in memory

  int64_t count() const { return pixels.size(0); }
  ImageShape shape() const { return {pixels.size(1), pixels.size(2), pixels.size(3)}; }
};

constexpr int64_t kMaxClasses = 65536;  // of a data set

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
// numbers  integers [N], or [N, parts]; then there are k^parts classes for k numbers that occur in
//          any part, the first part counting most
// throws   Error without a place: more than kMaxClasses, a negative number
Labels make_labels(const torch::Tensor& numbers);

// For each wanted class, the next image of that class that is not among those before; from the
// first on again when they are used up.
// wanted   int64 [N], each a class that has images
// returns  int64 [N]: indices of images
torch::Tensor find_examples(const Labels& labels, const torch::Tensor& wanted);

// The number of images of each class.
std::vector<int64_t> count_by_class(const Labels& labels);

// crc32_of() int64 labels.
uint32_t checksum_labels(const torch::Tensor& values);

// Called during a slow pass over much data, with the bytes that are done of all.
using OnBytes = std::function<void(uint64_t done, uint64_t total)>;

// crc32_of() of pixels in the order [N, C, H, W], whatever their strides, without a copy of all.
// on_bytes  called every few MB, and at the end
uint32_t checksum_pixels(const torch::Tensor& pixels, const OnBytes& on_bytes = nullptr);

// Pixels that lie in a mapped file, without copying them. They must only be read. The file stays
// mapped as long as the tensor, or a view of it, exists.
// begin    the offset of the first, in bytes
// shape    in the order of the file; all of it must lie in the file
// returns  uint8, of this shape
torch::Tensor view_file(std::shared_ptr<MappedFile> file, uint64_t begin, at::IntArrayRef shape);

// The same for bytes in memory, which the tensor keeps.
torch::Tensor view_bytes(std::string bytes, uint64_t begin, at::IntArrayRef shape);

}  // namespace gan
