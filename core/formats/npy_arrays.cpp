// What npy.h says of images and of integers.
#include <algorithm>
#include <cstring>
#include <limits>

#include "core/base/errors.h"
#include "core/base/file.h"
#include "core/formats/npy.h"
#include "core/pictures/image_grid.h"

namespace gan {
namespace {

namespace fs = std::filesystem;

constexpr uint64_t kMaxNpyBytes = uint64_t{1} << 36;
constexpr int64_t kMaxNpyCount = int64_t{1} << 32;
constexpr int64_t kMaxNpySide = 4096;
constexpr int64_t kMaxNpyParts = 16;

std::string format_shape(const std::vector<int64_t>& shape) {
  std::string text;
  for (const int64_t side : shape)
    text += (text.empty() ? "" : ", ") + (side < 0 ? "too large" : std::to_string(side));
  return "(" + text + (shape.size() == 1 ? ",)" : ")");
}

// returns  [N, H, W, C]
std::vector<int64_t> check_image_shape(std::vector<int64_t> shape, const std::string& where) {
  const std::string given = format_shape(shape);
  const bool is_colour = shape.size() == 4 && shape[3] == 3;
  if (shape.size() == 4 && shape[1] == 1 && !is_colour) shape.erase(shape.begin() + 1);
  if (shape.size() == 3) shape.push_back(1);
  const auto is_side = [](int64_t side) { return side >= 1 && side <= kMaxNpySide; };
  if (shape.size() != 4 || shape[0] < 1 || shape[0] > kMaxNpyCount || !is_side(shape[1]) ||
      !is_side(shape[2]) || (shape[3] != 1 && !is_colour))
    throw DamagedError(where +
                       ": the shape must be [N, H, W], [N, H, W, 3] or [N, 1, H, W], N from 1, "
                       "sides from 1 to " +
                       std::to_string(kMaxNpySide) + ", got " + given +
                       "; reshape or transpose it");
  return shape;
}

// count       of `what`, the first side
// bytes_each  of one of them; count * bytes_each must fit
void check_data_size(uint64_t got, int64_t count, const std::string& what, uint64_t bytes_each,
                     const std::string& where) {
  const uint64_t needed = static_cast<uint64_t>(count) * bytes_each;
  if (got != needed)
    throw DamagedError(where + (got < needed ? ": truncated: " : ": extra bytes at the end: ") +
                       std::to_string(count) + " " + what + " need " + std::to_string(needed) +
                       " bytes after the header, got " + std::to_string(got) + "; write it again");
}

torch::Tensor read_floats(std::string_view data, const std::vector<int64_t>& shape,
                          const std::string& where) {
  torch::Tensor images = torch::empty(shape);
  std::memcpy(images.data_ptr(), data.data(), images.nbytes());
  const torch::Tensor is_wrong = (images >= -1).logical_and(images <= 1).logical_not();
  if (is_wrong.any().item<bool>())
    throw DamagedError(where + ": float32 images must lie in [-1, 1], got " +
                       std::to_string(images.masked_select(is_wrong)[0].item<float>()) +
                       "; scale them, or save uint8");
  return to_pixels(images.unsqueeze(1)).view(shape);
}

// The numbers at `data`, in this machine's order of bytes.
template <class Number>
void widen(const char* data, const std::string& where, torch::Tensor& to) {
  auto* const wide = to.data_ptr<int64_t>();
  for (int64_t i = 0; i < to.numel(); ++i) {
    Number number;
    std::memcpy(&number, data + static_cast<size_t>(i) * sizeof number, sizeof number);
    if constexpr (std::is_same_v<Number, uint64_t>)
      if (number > static_cast<uint64_t>(std::numeric_limits<int64_t>::max()))
        throw DamagedError(where + ": integers must be below 2^63, got " + std::to_string(number) +
                           "; use smaller ones");
    wide[i] = static_cast<int64_t>(number);
  }
}

struct IntegerType {
  const char* name;
  size_t size;
  void (*widen)(const char* data, const std::string& where, torch::Tensor& to);
};

const IntegerType& find_integer_type(const std::string& name, const std::string& where) {
  static const IntegerType kTypes[] = {{"|u1", 1, widen<uint8_t>},  {"|i1", 1, widen<int8_t>},
                                       {"<u2", 2, widen<uint16_t>}, {"<i2", 2, widen<int16_t>},
                                       {"<u4", 4, widen<uint32_t>}, {"<i4", 4, widen<int32_t>},
                                       {"<u8", 8, widen<uint64_t>}, {"<i8", 8, widen<int64_t>}};
  for (const IntegerType& type : kTypes)
    if (name == type.name) return type;
  const bool is_text = name.find_first_of("US") != std::string::npos;
  throw DamagedError(where + ": the type must be integers in little-endian order (|u1, <i8), got " +
                     printable(name, 40) +
                     (is_text
                          ? "; number the classes, and put their names into an array \"classes\""
                          : "; convert it with astype()"));
}

}  // namespace

NpyImages parse_npy_images(std::string_view bytes, const std::string& where) {
  const NpyHeader header = parse_npy_header(bytes, where);
  if (header.type != "|u1" && header.type != "<f4")
    throw DamagedError(where + ": the type must be uint8 (|u1) or float32 (<f4), got " +
                       printable(header.type, 40) + "; convert it with astype()");
  const NpyImages images{header.type == "<f4", header.data_begin,
                         check_image_shape(header.shape, where)};
  const std::vector<int64_t>& stored = images.stored;
  const int64_t bytes_each = stored[1] * stored[2] * stored[3] * (images.is_float32 ? 4 : 1);
  check_data_size(bytes.size() - images.data_begin, stored[0], "images",
                  static_cast<uint64_t>(bytes_each), where);
  return images;
}

torch::Tensor read_npy_images(const fs::path& path) {
  const std::string where = path.string();
  const std::string bytes = read_file(path, kMaxNpyBytes);
  const NpyImages images = parse_npy_images(bytes, where);
  const std::string_view data = std::string_view(bytes).substr(images.data_begin);
  torch::Tensor pixels;
  if (images.is_float32) {
    pixels = read_floats(data, images.stored, where);
  } else {
    pixels = torch::empty(images.stored, torch::kUInt8);
    std::memcpy(pixels.data_ptr(), data.data(), data.size());
  }
  return pixels.permute({0, 3, 1, 2}).contiguous();
}

torch::Tensor parse_npy_integers(std::string_view bytes, const std::string& where) {
  const NpyHeader header = parse_npy_header(bytes, where);
  const IntegerType& type = find_integer_type(header.type, where);
  const std::vector<int64_t>& shape = header.shape;
  const bool has_parts = shape.size() == 2;
  if ((shape.size() != 1 && !has_parts) || shape[0] < 1 || shape[0] > kMaxNpyCount ||
      (has_parts && (shape[1] < 1 || shape[1] > kMaxNpyParts)))
    throw DamagedError(where + ": the shape of labels must be [N] or [N, parts], N from 1, got " +
                       format_shape(shape) + "; reshape it");
  const uint64_t parts = has_parts ? static_cast<uint64_t>(shape[1]) : 1;
  check_data_size(bytes.size() - header.data_begin, shape[0], "labels", parts * type.size, where);
  torch::Tensor numbers = torch::empty(shape, torch::kInt64);
  type.widen(bytes.data() + header.data_begin, where, numbers);
  return numbers;
}

}  // namespace gan
