// The classes of a conditional run: which there are, and which of them generated images are of.
#pragma once

#include <torch/types.h>

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/random.h"
#include "core/config/choices.h"

namespace gan {

struct ClassTable {
  std::vector<std::string> names;
  std::vector<int64_t> counts;  // of the training images of each class
  uint32_t crc32 = 0;           // of the training images' labels

  int64_t size() const { return static_cast<int64_t>(names.size()); }
  std::vector<int64_t> with_images() const;  // the classes that have training images, in order
  std::vector<std::string> names_of(const std::vector<int64_t>& classes) const;
};

// classes  int64 [N], each in [0, count); or undefined, as the result then is
// returns  float32 [N, count]
torch::Tensor to_one_hot(const torch::Tensor& classes, int64_t count);

// Puts one-hot vectors after a network's other inputs.
// inputs   [N, K]
// one_hot  [N, classes], or undefined: then there are no classes
// returns  [N, K + classes]
torch::Tensor join_classes(const torch::Tensor& inputs, const torch::Tensor& one_hot);

// Draws the classes of generated images: by the frequencies of the training images, or evenly among
// those that have some.
// paired is drawn as frequencies, where there are no real images to pair with.
// index    of the draw in its stream, such as the step
// returns  int64 [count]; undefined without classes
torch::Tensor draw_classes(const ClassTable& table, ClassDraw draw, int64_t seed, Stream stream,
                           int64_t index, int64_t count);

// Which class sample i of a seed is of.
class SampleClasses {
 public:
  SampleClasses() = default;  // none: the samples have no classes

  // cycle  sample i is of class cycle[i % its size]; empty: drawn, each at an address of its own
  SampleClasses(ClassTable table, ClassDraw draw, std::vector<int64_t> cycle = {});

  // returns  int64 [count], of samples first .. first+count-1; undefined without classes
  torch::Tensor draw(int64_t seed, int64_t first, int64_t count) const;

  // returns  float32 [count, classes], likewise
  torch::Tensor draw_one_hot(int64_t seed, int64_t first, int64_t count) const;

 private:
  ClassTable table_;
  ClassDraw draw_ = ClassDraw::kFrequencies;
  std::vector<int64_t> cycle_;
};

}  // namespace gan
