#include "core/formats/npy.h"

#include <charconv>
#include <cstring>
#include <regex>

#include "core/base/errors.h"
#include "core/base/file.h"
#include "core/formats/image_grid.h"

namespace gan {
namespace {

namespace fs = std::filesystem;

const std::string kMagic("\x93NUMPY", 6);
constexpr size_t kVersionBytes = 2;
constexpr size_t kMaxHeaderBytes = 4096;
constexpr uint64_t kMaxNpyBytes = uint64_t{1} << 36;
constexpr int64_t kMaxCount = 1'000'000'000;
constexpr int64_t kMaxSide = 4096;

struct Header {
  std::string type;
  std::string order;  // "True" for Fortran's
  std::string shape;  // as written in the file, "3, 28, 28"
  size_t data_begin;
};

std::string_view find_dict(const std::string& bytes, const std::string& where) {
  const size_t version = kMagic.size();
  if (bytes.compare(0, version, kMagic) != 0 || bytes.size() < version + kVersionBytes)
    throw DamagedError(where + ": not a .npy file: it must begin with \\x93NUMPY, got " +
                       printable(bytes.substr(0, version)) + "; write one with numpy.save()");
  const int major = static_cast<unsigned char>(bytes[version]);
  if (major < 1 || major > 3)
    throw DamagedError(where + ": .npy format must be 1.0, 2.0 or 3.0, got " +
                       std::to_string(major) + "; write it with numpy.save()");
  const size_t begin = version + kVersionBytes + (major == 1 ? 2 : 4);
  size_t size = 0;
  for (size_t i = std::min(begin, bytes.size()); i > version + kVersionBytes; --i)
    size = size << 8 | static_cast<unsigned char>(bytes[i - 1]);
  if (size > kMaxHeaderBytes || bytes.size() < begin + size)
    throw DamagedError(where + ": truncated or damaged: a header of " + std::to_string(size) +
                       " bytes does not fit, got a file of " + std::to_string(bytes.size()) +
                       "; write it again");
  return std::string_view(bytes).substr(begin, size);
}

Header parse_header(const std::string& bytes, const std::string& where) {
  // The dict as numpy.save() writes it.
  static const std::regex kDict(
      R"(\{ *'descr': *'([^']*)', *'fortran_order': *(True|False), *'shape': *\(([0-9, ]*)\),? *\} *\n?)");
  const std::string_view dict = find_dict(bytes, where);
  std::cmatch match;
  if (!std::regex_match(dict.begin(), dict.end(), match, kDict))
    throw DamagedError(where +
                       ": the header must be a dict of descr, fortran_order and shape, got " +
                       printable(dict, 80) + "; write it with numpy.save()");
  return {match[1], match[2], match[3],
          static_cast<size_t>(dict.data() + dict.size() - bytes.data())};
}

std::vector<int64_t> parse_shape(const std::string& text) {
  static const std::regex kNumber("[0-9]+");
  std::vector<int64_t> shape;
  for (std::sregex_iterator it(text.begin(), text.end(), kNumber), end; it != end; ++it) {
    const std::string digits = it->str();
    int64_t side = -1;  // unchanged if the number does not fit
    std::from_chars(digits.data(), digits.data() + digits.size(), side);
    shape.push_back(side);
  }
  return shape;
}

// Parses a shape that must be [N, H, W] or [N, 1, H, W]. returns  [N, H, W]
std::vector<int64_t> check_shape(const std::string& text, const std::string& where) {
  std::vector<int64_t> shape = parse_shape(text);
  if (shape.size() == 4 && shape[1] == 1) shape.erase(shape.begin() + 1);
  const auto is_side = [](int64_t side) { return side >= 1 && side <= kMaxSide; };
  if (shape.size() != 3 || shape[0] < 1 || shape[0] > kMaxCount || !is_side(shape[1]) ||
      !is_side(shape[2]))
    throw DamagedError(where +
                       ": the shape must be [N, H, W] or [N, 1, H, W], N from 1, sides from 1 to " +
                       std::to_string(kMaxSide) + ", got (" + printable(text) + "); reshape it");
  shape.insert(shape.begin() + 1, 1);
  return shape;
}

torch::Tensor read_floats(const char* data, const std::vector<int64_t>& shape,
                          const std::string& where) {
  torch::Tensor images = torch::empty(shape);
  std::memcpy(images.data_ptr(), data, images.nbytes());
  const torch::Tensor is_wrong = (images >= -1).logical_and(images <= 1).logical_not();
  if (is_wrong.any().item<bool>())
    throw DamagedError(where + ": float32 images must lie in [-1, 1], got " +
                       std::to_string(images.masked_select(is_wrong)[0].item<float>()) +
                       "; scale them, or save uint8");
  return to_pixels(images);
}

}  // namespace

std::string format_npy_header(const std::string& type, int64_t count,
                              const std::vector<int64_t>& shape_of_one) {
  std::string shape = std::to_string(count) + ",";
  for (const int64_t side : shape_of_one) shape += " " + std::to_string(side) + ",";
  std::string dict =
      "{'descr': '" + type + "', 'fortran_order': False, 'shape': (" + shape + "), }";
  constexpr size_t kPreambleBytes = 10;
  constexpr size_t kAlignment = 64;
  while ((kPreambleBytes + dict.size() + 1) % kAlignment != 0) dict += ' ';
  dict += '\n';
  std::string header("\x93NUMPY\x01\x00", 8);
  header += static_cast<char>(dict.size() & 0xff);
  header += static_cast<char>(dict.size() >> 8);
  return header + dict;
}

torch::Tensor read_npy_images(const fs::path& path) {
  const std::string where = path.string();
  const std::string bytes = read_file(path, kMaxNpyBytes);
  const Header header = parse_header(bytes, where);
  if (header.type != "|u1" && header.type != "<f4")
    throw DamagedError(where + ": the type must be uint8 (|u1) or float32 (<f4), got " +
                       printable(header.type) + "; convert it with astype()");
  if (header.order == "True")
    throw DamagedError(
        where +
        ": the array must be in C order, got Fortran order; save numpy.ascontiguousarray()");
  const std::vector<int64_t> shape = check_shape(header.shape, where);
  const int64_t pixel_bytes = header.type == "|u1" ? 1 : 4;
  const auto needed = static_cast<size_t>(shape[0] * shape[2] * shape[3] * pixel_bytes);
  if (bytes.size() - header.data_begin != needed)
    throw DamagedError(where +
                       (bytes.size() - header.data_begin < needed ? ": truncated: "
                                                                  : ": extra bytes at the end: ") +
                       std::to_string(shape[0]) + " images need " + std::to_string(needed) +
                       " bytes after the header, got " +
                       std::to_string(bytes.size() - header.data_begin) + "; write it again");
  const char* const data = bytes.data() + header.data_begin;
  if (header.type == "<f4") return read_floats(data, shape, where);
  torch::Tensor pixels = torch::empty(shape, torch::kUInt8);
  std::memcpy(pixels.data_ptr(), data, needed);
  return pixels;
}

}  // namespace gan
