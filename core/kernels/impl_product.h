// The product of rows and a panel, computed in registers for kRows rows and two vectors of columns
// at a time. Part of kernels_impl.h.
#pragma once

#include "core/kernels/impl_vectors.h"

namespace gan {
namespace {

constexpr int kVectors = 2;  // vectors of a panel's columns at a time

struct Float32Depth {
  using Element = float;
  static constexpr int64_t kStep = 1;

  static void add(Vector (&sums)[kRows][kVectors], const float* const (&a)[kRows], int64_t k,
                  const float* panel) {
    Vector b[kVectors];
    for (int j = 0; j < kVectors; ++j) b[j] = load<Vector>(panel + j * kLanes);
    for (int i = 0; i < kRows; ++i)
      for (int j = 0; j < kVectors; ++j) sums[i][j] = multiply_add(b[j], a[i][k], sums[i][j]);
  }
};

// For processors without bfloat16: shifted to the upper 16 bits, each half of a pair is a float32.
struct Bfloat16Depth {
  using Element = uint16_t;
  static constexpr int64_t kStep = 2;

  static void add(Vector (&sums)[kRows][kVectors], const uint16_t* const (&a)[kRows], int64_t k,
                  const uint16_t* panel) {
    Vector low[kVectors];
    Vector high[kVectors];
    for (int j = 0; j < kVectors; ++j) {
      const Bits pairs = load<Bits>(panel + j * 2 * kLanes);
      low[j] = (Vector)(pairs << 16);
      high[j] = (Vector)(pairs & 0xffff0000U);
    }
    for (int i = 0; i < kRows; ++i) {
      uint32_t pair;
      memcpy(&pair, a[i] + k, sizeof pair);
      const uint32_t halves[2] = {pair << 16, pair & 0xffff0000U};
      float values[2];
      memcpy(values, halves, sizeof values);
      for (int j = 0; j < kVectors; ++j) {
        sums[i][j] = multiply_add(low[j], values[0], sums[i][j]);
        sums[i][j] = multiply_add(high[j], values[1], sums[i][j]);
      }
    }
  }
};

template <class Depth>
void multiply(const void* a, int64_t a_stride, int64_t rows, const void* panel, int64_t depth,
              float* product, int64_t product_stride) {
  using Element = typename Depth::Element;
  const auto* const first = static_cast<const Element*>(a);
  for (int64_t row = 0; row < rows; row += kRows) {
    const Element* at[kRows];
    for (int64_t i = 0; i < kRows; ++i)  // past the end, the last row is repeated
      at[i] = first + (row + i < rows ? row + i : rows - 1) * a_stride;
    for (int64_t column = 0; column < kBlock; column += kVectors * kLanes) {
      const Element* b = static_cast<const Element*>(panel) + column * Depth::kStep;
      Vector sums[kRows][kVectors] = {};
      for (int64_t k = 0; k < depth; k += Depth::kStep, b += Depth::kStep * kBlock)
        Depth::add(sums, at, k, b);
      for (int i = 0; i < kRows; ++i)
        for (int j = 0; j < kVectors; ++j)
          store(product + (row + i) * product_stride + column + j * kLanes, sums[i][j]);
    }
  }
}

int64_t multiply_in_registers(int64_t rounds, float* result) {
  Vector sums[kRows][kVectors];
  for (int i = 0; i < kRows; ++i)  // all differ, or the compiler would compute one for two
    for (int j = 0; j < kVectors; ++j) sums[i][j] = broadcast((float)(i * kVectors + j));
  const Vector factor = broadcast(0.5F);
  const Vector summand = broadcast(*result);
  for (int64_t round = 0; round < rounds; ++round)
    for (int i = 0; i < kRows; ++i)
      for (int j = 0; j < kVectors; ++j) sums[i][j] = multiply_add(sums[i][j], factor, summand);
  Vector total = {};
  for (int i = 0; i < kRows; ++i)
    for (int j = 0; j < kVectors; ++j) total += sums[i][j];
  *result = total[0];
  return rounds * 2 * kRows * kVectors * kLanes;
}

}  // namespace
}  // namespace gan
