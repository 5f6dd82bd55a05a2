// Limits on files from untrusted sources, and on memory.
#pragma once

#include <cstdint>

namespace gan {

// 2^53 - 1: whole numbers up to this are exact in a double, and so in every JSON reader.
constexpr int64_t kMaxWholeNumber = (int64_t{1} << 53) - 1;

// One byte of deflate data (RFC 1951) decompresses to at most this many bytes.
constexpr uint64_t kMaxInflation = 1032;

// This machine's memory, in bytes.
uint64_t physical_memory();

// What of it this process may use: less than all where a control group (cgroup.h) allows less.
uint64_t usable_memory();

// What is left of that beside what this process already takes.
uint64_t memory_left();

// Half of usable_memory(): the most that one file may use.
uint64_t memory_to_spare();

}  // namespace gan
