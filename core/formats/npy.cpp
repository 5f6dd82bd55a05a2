#include "core/formats/npy.h"

#include <charconv>
#include <regex>

#include "core/base/errors.h"

namespace gan {
namespace {

const std::string kMagic("\x93NUMPY", 6);
constexpr size_t kVersionBytes = 2;
constexpr size_t kMaxHeaderBytes = 4096;

std::string_view find_dict(std::string_view bytes, const std::string& where) {
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
  return bytes.substr(begin, size);
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

NpyHeader parse_npy_header(std::string_view bytes, const std::string& where) {
  // The dict as numpy.save() writes it.
  static const std::regex kDict(
      R"(\{ *'descr': *'([^']*)', *'fortran_order': *(True|False), *'shape': *\(([0-9, ]*)\),? *\} *\n?)");
  const std::string_view dict = find_dict(bytes, where);
  std::cmatch match;
  if (!std::regex_match(dict.data(), dict.data() + dict.size(), match, kDict))
    throw DamagedError(where +
                       ": the header must be a dict of descr, fortran_order and shape, got " +
                       printable(dict, 80) + "; write it with numpy.save()");
  if (match[2] == "True")
    throw DamagedError(
        where +
        ": the array must be in C order, got Fortran order; save numpy.ascontiguousarray()");
  return {match[1], parse_shape(match[3]),
          static_cast<uint64_t>(dict.data() + dict.size() - bytes.data())};
}

}  // namespace gan
