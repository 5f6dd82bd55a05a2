// NumPy's file format for one array (numpy.lib.format): magic bytes, a header that is a Python dict
// of type and shape, then the numbers.
#pragma once

#include <torch/types.h>

#include <filesystem>
#include <string>
#include <vector>

namespace gan {

// The header of a NumPy file (format 1.0) for an array of shape (count, *shape_of_one).
// type  "|u1" for uint8, "<f4" for float32
std::string format_npy_header(const std::string& type, int64_t count,
                              const std::vector<int64_t>& shape_of_one);

// Reads images from a file of format 1.0 to 3.0 and shape [N, H, W] or [N, 1, H, W]. Their type is
// uint8, or float32 in [-1, 1], which to_pixels() converts to uint8.
// returns  uint8 [N, H, W]
// throws   Error naming the file: missing, not a .npy, another type, order or shape, truncated,
//          extra bytes at the end, values out of range or not finite
torch::Tensor read_npy_images(const std::filesystem::path& path);

}  // namespace gan
