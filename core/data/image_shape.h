// The shape of an image, and of every image of a data set.
#pragma once

#include <cstdint>
#include <string>

namespace gan {

constexpr int64_t kMaxSide = 4096;  // pixels

struct ImageShape {
  int64_t channels = 1;  // 1: grey; 3: red, green, blue
  int64_t height = 0;    // pixels
  int64_t width = 0;     // pixels

  int64_t pixels() const { return height * width; }
  int64_t values() const { return channels * pixels(); }

  bool operator==(const ImageShape& other) const {
    return channels == other.channels && height == other.height && width == other.width;
  }
  bool operator!=(const ImageShape& other) const { return !(*this == other); }
};

// Height x width: "28 x 28", "32 x 32 in colour".
inline std::string describe(const ImageShape& shape) {
  return std::to_string(shape.height) + " x " + std::to_string(shape.width) +
         (shape.channels == 3 ? " in colour" : "");
}

}  // namespace gan
