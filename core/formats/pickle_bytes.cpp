#include "core/formats/pickle_bytes.h"

#include <cstring>

#include "core/base/errors.h"

namespace gan {

std::string_view PickleBytes::take(size_t count) {
  if (bytes_.size() - at_ < count) throw OtherVersionError("cut short");
  at_ += count;
  return bytes_.substr(at_ - count, count);
}

int64_t PickleBytes::number(size_t bytes) {
  const std::string_view text = take(bytes);
  uint64_t value = 0;
  for (size_t i = bytes; i > 0; --i) value = value << 8 | static_cast<unsigned char>(text[i - 1]);
  return static_cast<int64_t>(value);
}

int64_t PickleBytes::long_number() {
  const auto bytes = static_cast<size_t>(number(1));
  if (bytes > 8) throw OtherVersionError("a whole number beyond 64 bits");
  if (bytes == 0) return 0;
  const auto unused = static_cast<int>(64 - 8 * bytes);
  return static_cast<int64_t>(static_cast<uint64_t>(number(bytes)) << unused) >> unused;
}

double PickleBytes::big_endian_double() {
  uint64_t bits = 0;
  for (const char byte : take(8)) bits = bits << 8 | static_cast<unsigned char>(byte);
  double value = 0;
  std::memcpy(&value, &bits, sizeof value);
  return value;
}

std::string PickleBytes::line() {
  const size_t end = bytes_.find('\n', at_);
  if (end == std::string_view::npos) throw OtherVersionError("cut short");
  const std::string_view text = take(end + 1 - at_);
  return std::string(text.substr(0, text.size() - 1));
}

}  // namespace gan
