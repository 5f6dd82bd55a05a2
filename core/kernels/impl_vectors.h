// Vectors of kLanes floats, and the transposition of blocks. Part of kernels_impl.h.
#pragma once

#include <string.h>
#if defined(__FMA__)
#include <immintrin.h>
#elif defined(__aarch64__)
#include <arm_neon.h>
#endif

#include "core/kernels/kernels.h"

namespace gan {
namespace {

typedef float Vector __attribute__((vector_size(4 * kLanes)));
typedef int32_t Integers __attribute__((vector_size(4 * kLanes)));
typedef uint32_t Bits __attribute__((vector_size(4 * kLanes)));

// load() and store() take any address; dereferencing a Vector* would require alignment.
template <class To>
To load(const void* from) {
  To vector;
  memcpy(&vector, from, sizeof vector);
  return vector;
}

void store(float* to, const Vector& vector) { memcpy(to, &vector, sizeof vector); }

Vector broadcast(float value) { return value - Vector{}; }

// a b + c, rounded once. It is written out wherever it is meant: if compilers decided, machines
// would differ (-ffp-contract=off).
float multiply_add(float a, float b, float c) { return __builtin_fmaf(a, b, c); }
Vector multiply_add(Vector a, Vector b, Vector c) {
#if defined(__AVX512F__)
  return (Vector)_mm512_fmadd_ps((__m512)a, (__m512)b, (__m512)c);
#elif defined(__FMA__)
  return (Vector)_mm256_fmadd_ps((__m256)a, (__m256)b, (__m256)c);
#elif defined(__aarch64__)
  return (Vector)vfmaq_f32((float32x4_t)c, (float32x4_t)a, (float32x4_t)b);
#else
  for (int i = 0; i < kLanes; ++i) c[i] = __builtin_fmaf(a[i], b[i], c[i]);
  return c;
#endif
}
Vector multiply_add(Vector a, float b, Vector c) { return multiply_add(a, broadcast(b), c); }
Vector multiply_add(Vector a, Vector b, float c) { return multiply_add(a, b, broadcast(c)); }
Vector multiply_add(Vector a, float b, float c) { return multiply_add(a, b, broadcast(c)); }

template <int... kLane>
struct LaneNumbers {};
template <int kCount, int... kLane>
struct MakeLaneNumbers : MakeLaneNumbers<kCount - 1, kCount - 1, kLane...> {};
template <int... kLane>
struct MakeLaneNumbers<0, kLane...> {
  using Type = LaneNumbers<kLane...>;
};

// Swaps the odd groups of kStride lanes of a with the even groups of b.
template <int kStride, int... kLane>
void exchange(Vector& a, Vector& b, LaneNumbers<kLane...>) {
  const Vector first =
      __builtin_shufflevector(a, b, ((kLane & kStride) == 0 ? kLane : kLanes + kLane - kStride)...);
  b = __builtin_shufflevector(a, b, ((kLane & kStride) == 0 ? kLane + kStride : kLanes + kLane)...);
  a = first;
}

template <int kStride>
void exchange_rows(Vector (&rows)[kLanes]) {
  if constexpr (kStride < kLanes) {
    for (int i = 0; i < kLanes; ++i)
      if ((i & kStride) == 0)
        exchange<kStride>(rows[i], rows[i + kStride], typename MakeLaneNumbers<kLanes>::Type());
    exchange_rows<2 * kStride>(rows);
  }
}

// Transposes a block in squares of kLanes x kLanes (Eklundh 1972).
void transpose(const float* block, float* transposed) {
  for (int64_t row = 0; row < kBlock; row += kLanes)
    for (int64_t column = 0; column < kBlock; column += kLanes) {
      Vector rows[kLanes];
      for (int i = 0; i < kLanes; ++i) rows[i] = load<Vector>(block + (row + i) * kBlock + column);
      exchange_rows<1>(rows);
      for (int i = 0; i < kLanes; ++i) store(transposed + (column + i) * kBlock + row, rows[i]);
    }
}

}  // namespace
}  // namespace gan
