// Pictures of a folder or archive, read into one tensor.
#pragma once

#include <torch/types.h>

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "core/config/config.h"
#include "core/sources/hooks.h"

namespace gan {

// Pictures by their numbers, 0 .. count - 1.
struct PictureSource {
  std::string where;  // names the source in messages
  int64_t count = 0;
  // Names a picture in messages; printable.
  std::function<std::string(int64_t number)> name;
  // A picture's bytes. Several threads call it. It throws an Error that names the picture.
  std::function<std::string(int64_t number)> read;
};

struct Pictures {
  torch::Tensor pixels;              // uint8 [N, C, H, W]
  std::vector<int64_t> numbers;      // of each, in ascending order
  std::vector<std::string> damaged;  // a line for each that could not be read, and is left out
};

// Reads all pictures, on several threads, and prepares them (prepare.h) as the options say. With
// data.channels auto they are in colour if one of them is. The result does not depend on the number
// of threads.
// source   of at least one picture
// throws   Error naming the source: a picture cannot be read, with at most ten named, unless
//          data.skip_damaged; none can be read; sizes differ, or are over kMaxSide, while data.size
//          is 0; kTooLarge
Pictures read_pictures(const PictureSource& source, const Config::Data& options,
                       const ReadHooks& hooks);

}  // namespace gan
