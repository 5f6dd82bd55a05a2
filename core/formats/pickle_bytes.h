// The bytes of a pickle, read from front to back: its instructions and what follows them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace gan {

class PickleBytes {
 public:
  // bytes  must outlive this, and what take() gave
  explicit PickleBytes(std::string_view bytes) : bytes_(bytes) {}

  size_t at() const { return at_; }  // so many bytes were read

  // All throw Error where the pickle ends too early.
  std::string_view take(size_t count);
  int64_t number(size_t bytes);  // little-endian; of fewer than 8 bytes unsigned
  int64_t long_number();         // a byte with its length, then two's complement; at most 64 bits
  double big_endian_double();    // IEEE 754, 8 bytes
  std::string line();            // without its end

 private:
  std::string_view bytes_;
  size_t at_ = 0;
};

}  // namespace gan
