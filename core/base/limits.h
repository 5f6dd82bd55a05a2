// What files from outside are held to.
#pragma once

#include <cstdint>

namespace gan {

// 2^53 - 1, the largest whole number that every reader of JSON, and a double, keeps exact.
constexpr int64_t kMaxWholeNumber = (int64_t{1} << 53) - 1;

// So many bytes, at the most, one byte of deflate (RFC 1951) can stand for.
constexpr uint64_t kMaxInflation = 1032;

// Half of this machine's memory, in bytes: what one file may take at the most.
uint64_t memory_to_spare();

}  // namespace gan
