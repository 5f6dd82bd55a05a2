// NumPy's file format for one array (numpy.lib.format): a magic text, a header that is a Python
// dict of type and shape, then the numbers.
#pragma once

#include <torch/types.h>

#include <filesystem>
#include <string>
#include <vector>

namespace gan {

// The header of a NumPy file (format 1.0) of `count` arrays of the shape of one.
// type  "|u1" for uint8, "<f4" for float32
std::string format_npy_header(const std::string& type, int64_t count,
                              const std::vector<int64_t>& shape_of_one);

// Images from a file of format 1.0 to 3.0: uint8, or float32 in [-1, 1], which become uint8 as
// to_pixels() has it; [N, H, W] or [N, 1, H, W].
// returns  uint8 [N, H, W]
// throws   Error naming the file: missing, not a .npy, another type, order or shape, truncated,
// with
//          bytes left over, values out of range or not finite
torch::Tensor read_npy_images(const std::filesystem::path& path);

}  // namespace gan
