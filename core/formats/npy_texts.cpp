// Arrays of texts, of npy.h. They are stored in UTF-32 ("<U7": at most 7 characters).
#include <algorithm>
#include <charconv>

#include "core/base/errors.h"
#include "core/formats/npy.h"

namespace gan {
namespace {

constexpr int64_t kMaxTexts = 65536;
constexpr size_t kMaxCharacters = 1024;
constexpr char32_t kEscape = 0xdc00;  // + a byte that is not UTF-8

unsigned char byte_at(std::string_view text, size_t place) {
  return place < text.size() ? static_cast<unsigned char>(text[place]) : 0;
}

// Takes the first character off the text.
char32_t take_character(std::string_view& text) {
  const unsigned char first = byte_at(text, 0);
  const size_t length = first < 0x80 ? 1 : first >> 5 == 6 ? 2 : first >> 4 == 14 ? 3 : 4;
  constexpr char32_t kLeast[] = {0, 0, 0x80, 0x800, 0x10000};
  char32_t character = length == 1 ? first : first & (0xff >> (length + 1));
  bool is_valid = length < 4 || first >> 3 == 30;
  for (size_t i = 1; i < length; ++i) {
    is_valid = is_valid && byte_at(text, i) >> 6 == 2;
    character = character << 6 | (byte_at(text, i) & 0x3f);
  }
  is_valid = is_valid && character >= kLeast[length] && character <= 0x10ffff &&
             character >> 11 != 0x1b;  // surrogates
  text.remove_prefix(is_valid ? length : 1);
  return is_valid ? character : kEscape + first;
}

std::u32string widen_text(std::string_view text) {
  std::u32string wide;
  while (!text.empty()) wide += take_character(text);
  return wide;
}

void append_character(std::string& text, char32_t character) {
  const auto add = [&](char32_t byte) { text += static_cast<char>(byte); };
  const auto add_rest = [&](int shift) { add(0x80 | (character >> shift & 0x3f)); };
  if (character >= kEscape + 0x80 && character <= kEscape + 0xff) {
    add(character - kEscape);
  } else if (character < 0x80) {
    add(character);
  } else if (character < 0x800) {
    add(0xc0 | character >> 6);
    add_rest(0);
  } else if (character < 0x10000) {
    add(0xe0 | character >> 12);
    add_rest(6);
    add_rest(0);
  } else {
    add(0xf0 | (character >> 18 & 7));
    add_rest(12);
    add_rest(6);
    add_rest(0);
  }
}

// The number of characters of a type "<U7"; 0 if it is no such type, or has too many.
size_t parse_width(const std::string& type) {
  size_t width = 0;
  const char* const end = type.data() + type.size();
  if (type.compare(0, 2, "<U") != 0 || std::from_chars(type.data() + 2, end, width).ptr != end ||
      width > kMaxCharacters)
    return 0;
  return width;
}

}  // namespace

std::string format_npy_texts(const std::vector<std::string>& texts) {
  std::vector<std::u32string> wide;
  size_t width = 1;
  for (const std::string& text : texts) {
    wide.push_back(widen_text(text));
    width = std::max(width, wide.back().size());
  }
  std::string bytes =
      format_npy_header("<U" + std::to_string(width), static_cast<int64_t>(texts.size()), {});
  for (std::u32string& text : wide) {
    text.resize(width);
    for (const char32_t character : text)
      for (int shift = 0; shift < 32; shift += 8) bytes += static_cast<char>(character >> shift);
  }
  return bytes;
}

std::vector<std::string> parse_npy_texts(std::string_view bytes, const std::string& where) {
  const NpyHeader header = parse_npy_header(bytes, where);
  const size_t width = parse_width(header.type);
  if (width == 0)
    throw DamagedError(where + ": the type must be texts of 1 to " +
                       std::to_string(kMaxCharacters) + " characters (<U7), got " +
                       printable(header.type, 40) + "; save numpy.array() of the names");
  if (header.shape.size() != 1 || header.shape[0] < 1 || header.shape[0] > kMaxTexts)
    throw DamagedError(where + ": the shape must be [N], N from 1 to " + std::to_string(kMaxTexts) +
                       "; save a list of names");
  const std::string_view data = bytes.substr(header.data_begin);
  const auto count = static_cast<size_t>(header.shape[0]);
  if (data.size() != count * width * 4)
    throw DamagedError(where + ": " + std::to_string(count) + " texts need " +
                       std::to_string(count * width * 4) + " bytes after the header, got " +
                       std::to_string(data.size()) + "; write it again");
  std::vector<std::string> texts(count);
  for (size_t i = 0; i < count * width; ++i) {
    char32_t character = 0;
    for (size_t byte = 4; byte > 0; --byte)
      character = character << 8 | byte_at(data, 4 * i + byte - 1);
    if (character > 0x10ffff)
      throw DamagedError(where + ": damaged: a character must be at most 10ffff, got " +
                         std::to_string(character) + "; write it again");
    if (character != 0) append_character(texts[i / width], character);
  }
  return texts;
}

}  // namespace gan
