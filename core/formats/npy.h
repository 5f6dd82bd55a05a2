// NumPy's file format for one array (numpy.lib.format): magic bytes, a header that is a Python dict
// of type and shape, then the numbers.
#pragma once

#include <torch/types.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace gan {

// The header of a NumPy file (format 1.0) for an array of shape (count, *shape_of_one).
// type  "|u1" for uint8, "<i8" for int64, "<f4" for float32
std::string format_npy_header(const std::string& type, int64_t count,
                              const std::vector<int64_t>& shape_of_one);

struct NpyHeader {
  std::string type;            // as in the file: "|u1", "<f4"
  std::vector<int64_t> shape;  // a side that does not fit is -1
  uint64_t data_begin = 0;     // where the numbers begin, in bytes
};

// Parses the header of a file of format 1.0 to 3.0, whose array must be in C order.
// bytes   the whole file
// where   names it in errors
// throws  Error: not a .npy, damaged, in Fortran order
NpyHeader parse_npy_header(std::string_view bytes, const std::string& where);

// What a header says of images.
struct NpyImages {
  bool is_float32 = false;      // else uint8
  uint64_t data_begin = 0;      // where the pixels begin, in bytes
  std::vector<int64_t> stored;  // [N, H, W, C]: the order of the file
};

// Parses the header of images of shape [N, H, W], [N, H, W, 3] or [N, 1, H, W], of uint8 or
// float32. Where the last side is 3 it is the channels.
// throws  Error as parse_npy_header() does; another type or shape, truncated, extra bytes at the
//         end
NpyImages parse_npy_images(std::string_view bytes, const std::string& where);

// Reads such images; floats in [-1, 1] become pixels as by to_pixels().
// returns  uint8 [N, C, H, W]
// throws   Error naming the file: as parse_npy_images() does; missing, values out of range or not
//          finite
torch::Tensor read_npy_images(const std::filesystem::path& path);

// Parses an array of integers of any size, signed or not.
// bytes    the whole file
// returns  int64, of shape [N] or [N, parts]
// throws   Error as parse_npy_header() does; another type or shape, truncated, extra bytes at the
//          end, a number that does not fit
torch::Tensor parse_npy_integers(std::string_view bytes, const std::string& where);

// An array of texts, as numpy.save(numpy.array(texts)) writes it: each in UTF-32, of as many
// characters as the longest has. Bytes that are not UTF-8 become the lone surrogates that Python
// knows as "surrogateescape", and those become the bytes again.
// format_npy_texts  returns the whole file
// parse_npy_texts   throws Error as parse_npy_header() does; another type or shape, more than 65536
//                   texts or 1024 characters, truncated, extra bytes at the end
std::string format_npy_texts(const std::vector<std::string>& texts);
std::vector<std::string> parse_npy_texts(std::string_view bytes, const std::string& where);

}  // namespace gan
