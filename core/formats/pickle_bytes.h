// Reads the bytes of a pickle from front to back: its instructions and their arguments.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace gan {

class PickleBytes {
 public:
  // bytes  must outlive this object and all results of take()
  explicit PickleBytes(std::string_view bytes) : bytes_(bytes) {}

  size_t at() const { return at_; }  // the number of bytes read so far

  // All throw Error if the pickle ends too early.
  std::string_view take(size_t count);
  int64_t number(size_t bytes);  // little-endian; unsigned if fewer than 8 bytes
  int64_t long_number();         // a byte with the length, then two's complement; at most 64 bits
  double big_endian_double();    // IEEE 754, 8 bytes
  std::string line();            // without the line break

 private:
  std::string_view bytes_;
  size_t at_ = 0;
};

}  // namespace gan
