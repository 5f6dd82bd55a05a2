// The kernels for one instruction set: included by kernels_<set>.cpp, each compiled with that set's
// flags. kLanes is the width of its vectors in floats, kRows how many rows of a product it keeps
// in registers. Nothing here may be shared between those files (hence the unnamed namespace, and no
// standard library): the linker would take one copy for all, compiled for the wrong processor.
#pragma once

#include <string.h>

#include "core/kernels/kernels.h"

namespace gan {
namespace {

typedef float Vector __attribute__((vector_size(4 * kLanes)));
typedef int32_t Integers __attribute__((vector_size(4 * kLanes)));
typedef uint32_t Bits __attribute__((vector_size(4 * kLanes)));

// From and to any address: a dereferenced Vector* would have to be aligned.
template <class To>
To load(const void* from) {
  To vector;
  memcpy(&vector, from, sizeof vector);
  return vector;
}

void store(float* to, const Vector& vector) { memcpy(to, &vector, sizeof vector); }

Vector broadcast(float value) { return value - Vector{}; }

// --- products ------------------------------------------------------------------------------------

constexpr int kVectors = 2;  // of a panel's columns, at a time

struct Float32Depth {
  using Element = float;
  static constexpr int64_t kStep = 1;

  static void add(Vector (&sums)[kRows][kVectors], const float* const (&a)[kRows], int64_t k,
                  const float* panel) {
    Vector b[kVectors];
    for (int j = 0; j < kVectors; ++j) b[j] = load<Vector>(panel + j * kLanes);
    for (int i = 0; i < kRows; ++i)
      for (int j = 0; j < kVectors; ++j) sums[i][j] += a[i][k] * b[j];
  }
};

// Where the processor has no bfloat16: each half of a pair is a float32 once it is shifted up.
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
        sums[i][j] += values[0] * low[j];
        sums[i][j] += values[1] * high[j];
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
    for (int64_t i = 0; i < kRows; ++i)  // past the end, the last row once more
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

// --- activations ---------------------------------------------------------------------------------

// Cephes' expf: 2 ulp. Clamped to where neither it nor its reciprocal overflows; NaN stays NaN.
Vector exponential(Vector x) {
  x = x > 87.0F ? broadcast(87.0F) : x;
  x = x < -87.0F ? broadcast(-87.0F) : x;
  constexpr float kRound = 12582912.0F;  // 1.5 * 2^23: adding it rounds to a whole number
  const Vector shifted = x * 1.44269504088896341F + kRound;
  const Vector n = shifted - kRound;
  const Vector r = x - n * 0.693359375F + n * 2.12194440e-4F;
  Vector p = r * 1.9875691500e-4F + 1.3981999507e-3F;
  p = p * r + 8.3334519073e-3F;
  p = p * r + 4.1665795894e-2F;
  p = p * r + 1.6666665459e-1F;
  p = p * r + 5.0000001201e-1F;
  p = p * r * r + r + 1.0F;
  const Integers exponent = (Integers)shifted - 0x4b400000 + 127;
  return p * (Vector)(exponent << 23);
}

// Cephes' tanhf: a polynomial near 0, where 1 - 2 / (e^2x + 1) would cancel.
Vector hyperbolic_tangent(Vector x) {
  const Vector magnitude = x < 0.0F ? -x : x;
  const Vector large = 1.0F - 2.0F / (exponential(2.0F * magnitude) + 1.0F);
  const Vector square = x * x;
  Vector p = square * -5.70498872745e-3F + 2.06390887954e-2F;
  p = p * square - 5.37397155531e-2F;
  p = p * square + 1.33314422036e-1F;
  p = p * square - 3.33332819422e-1F;
  const Vector small = p * square * x + x;
  return magnitude < 0.625F ? small : (x < 0.0F ? -large : large);
}

void activate_vector(Vector& x, Activation activation, float negative_slope, float* slopes) {
  switch (activation) {
    case Activation::kNone:
      return;
    case Activation::kLeakyRelu:
      x = x > 0.0F ? x : x * negative_slope;
      return;
    case Activation::kElu:
      x = x > 0.0F ? x : exponential(x) - 1.0F;
      return;
    case Activation::kTanh:
      x = hyperbolic_tangent(x);
      return;
    case Activation::kSilu: {
      const Vector sigmoid = 1.0F / (1.0F + exponential(-x));
      if (slopes) store(slopes, sigmoid * (1.0F + x * (1.0F - sigmoid)));
      x *= sigmoid;
      return;
    }
  }
}

Vector slope_at(Vector output, Activation activation, float negative_slope) {
  switch (activation) {
    case Activation::kLeakyRelu:
      return output > 0.0F ? broadcast(1.0F) : broadcast(negative_slope);
    case Activation::kElu:
      return output > 0.0F ? broadcast(1.0F) : output + 1.0F;
    case Activation::kTanh:
      return 1.0F - output * output;
    case Activation::kSilu:
      return output;  // which is the slope
    case Activation::kNone:
      break;
  }
  return broadcast(1.0F);
}

void activate(float* block, int64_t rows, const float* bias, Activation activation,
              float negative_slope, float* slopes) {
  for (int64_t i = 0; i < rows; ++i)
    for (int64_t j = i * kBlock; j < (i + 1) * kBlock; j += kLanes) {
      Vector x = load<Vector>(block + j) + bias[i];
      activate_vector(x, activation, negative_slope, slopes ? slopes + j : nullptr);
      store(block + j, x);
    }
  const auto unused = static_cast<size_t>((kBlock - rows) * kBlock) * sizeof(float);
  memset(block + rows * kBlock, 0, unused);
  if (slopes) memset(slopes + rows * kBlock, 0, unused);
}

// --- float32 and bfloat16 ------------------------------------------------------------------------

uint16_t rounded(float value) {
  uint32_t bits;
  memcpy(&bits, &value, sizeof bits);
  const bool is_nan = (bits & 0x7fffffffU) > 0x7f800000U;
  const uint32_t up = bits + 0x7fffU + ((bits >> 16) & 1U);
  return static_cast<uint16_t>((is_nan ? bits | 0x400000U : up) >> 16);
}

void to_bfloat16(const float* values, int64_t count, uint16_t* results) {
  for (int64_t i = 0; i < count; ++i) results[i] = rounded(values[i]);
}

// Rows far apart, which the processor would not foresee.
constexpr int64_t kRowsAhead = 32;

template <class Element>
void prefetch(const Element* row) {
  for (int64_t j = 0; j < kBlock; j += 64 / static_cast<int64_t>(sizeof(Element)))
    __builtin_prefetch(row + j, 0, 2);
}

// --- transposing ---------------------------------------------------------------------------------

template <int... kLane>
struct LaneNumbers {};
template <int kCount, int... kLane>
struct MakeLaneNumbers : MakeLaneNumbers<kCount - 1, kCount - 1, kLane...> {};
template <int... kLane>
struct MakeLaneNumbers<0, kLane...> {
  using Type = LaneNumbers<kLane...>;
};

// Swaps the odd lanes of a for the even ones of b, counting lanes in groups of kStride.
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

// A block, square by square of kLanes (Eklundh 1972).
void transpose(const float* block, float* transposed) {
  for (int64_t row = 0; row < kBlock; row += kLanes)
    for (int64_t column = 0; column < kBlock; column += kLanes) {
      Vector rows[kLanes];
      for (int i = 0; i < kLanes; ++i) rows[i] = load<Vector>(block + (row + i) * kBlock + column);
      exchange_rows<1>(rows);
      for (int i = 0; i < kLanes; ++i) store(transposed + (column + i) * kBlock + row, rows[i]);
    }
}

// --- layouts -------------------------------------------------------------------------------------

// How blocks are laid down in each precision.
struct Float32Layout {
  using Element = float;

  static void store_panel(const float* block, void* panel) {
    memcpy(panel, block, kBlockElements * sizeof(float));
  }
  static void store_row(const float* values, float* row) {
    memcpy(row, values, kBlock * sizeof(float));
  }
  static void load_row(const float* panel, int64_t i, float* row) {
    memcpy(row, panel + i * kBlock, kBlock * sizeof(float));
  }
  static float widen(float value) { return value; }
  static void pack_rows(const float* rows, int64_t stride, int64_t depth, int64_t columns,
                        float* panel) {
    const auto bytes = static_cast<size_t>(columns) * sizeof(float);
    for (int64_t k = 0; k < depth; ++k) {
      prefetch(rows + (k + kRowsAhead) * stride);
      memcpy(panel + k * kBlock, rows + k * stride, bytes);
    }
  }
};

struct Bfloat16Layout {
  using Element = uint16_t;

  static void store_panel(const float* block, void* panel) {
    auto* const pairs = static_cast<uint32_t*>(panel);
    for (int64_t i = 0; i < kBlock; i += 2)
      for (int64_t j = 0; j < kBlock; ++j)
        pairs[i / 2 * kBlock + j] = rounded(block[i * kBlock + j]) |
                                    static_cast<uint32_t>(rounded(block[(i + 1) * kBlock + j]))
                                        << 16;
  }
  static float widen(uint16_t value) {
    const uint32_t bits = static_cast<uint32_t>(value) << 16;
    float wide;
    memcpy(&wide, &bits, sizeof wide);
    return wide;
  }
  static void store_row(const float* values, uint16_t* row) { to_bfloat16(values, kBlock, row); }
  static void load_row(const uint16_t* panel, int64_t i, float* row) {
    const uint16_t* const half = panel + i / 2 * 2 * kBlock + i % 2;
    for (int64_t j = 0; j < kBlock; ++j) row[j] = widen(half[2 * j]);
  }
  static void pack_rows(const uint16_t* rows, int64_t stride, int64_t depth, int64_t columns,
                        uint16_t* panel) {
    for (int64_t k = 0; k + 1 < depth; k += 2, panel += 2 * kBlock) {
      const uint16_t* const low = rows + k * stride;
      const uint16_t* const high = low + stride;
      prefetch(low + kRowsAhead * stride);
      prefetch(high + kRowsAhead * stride);
      for (int64_t j = 0; j < columns; ++j) {
        const uint32_t pair = low[j] | static_cast<uint32_t>(high[j]) << 16;
        memcpy(panel + 2 * j, &pair, sizeof pair);
      }
    }
    if (depth % 2 == 1)
      for (int64_t j = 0; j < columns; ++j) panel[2 * j] = rows[(depth - 1) * stride + j];
  }
};

template <class Layout>
void multiply_by_slope(float* block, const void* outputs, Activation activation,
                       float negative_slope) {
  if (activation == Activation::kNone) return;
  for (int64_t i = 0; i < kBlock; ++i) {
    float row[kBlock];
    if (activation == Activation::kSilu)
      Float32Layout::load_row(static_cast<const float*>(outputs), i, row);
    else
      Layout::load_row(static_cast<const typename Layout::Element*>(outputs), i, row);
    for (int64_t j = 0; j < kBlock; j += kLanes) {
      float* const at = block + i * kBlock + j;
      store(at, load<Vector>(at) * slope_at(load<Vector>(row + j), activation, negative_slope));
    }
  }
}

template <class Layout>
void store_panel_transposed(const float* block, void* panel) {
  float transposed[kBlockElements];
  transpose(block, transposed);
  Layout::store_panel(transposed, panel);
}

template <class Layout>
void store_rows(const float* block, void* rows, int64_t stride) {
  auto* const to = static_cast<typename Layout::Element*>(rows);
  for (int64_t i = 0; i < kBlock; ++i) Layout::store_row(block + i * kBlock, to + i * stride);
}

template <class Layout>
void store_rows_transposed(const float* block, void* rows, int64_t stride) {
  float transposed[kBlockElements];
  transpose(block, transposed);
  store_rows<Layout>(transposed, rows, stride);
}

void load_block(const float* rows, int64_t stride, int64_t count, int64_t columns, float* block) {
  memset(block, 0, kBlockElements * sizeof(float));
  for (int64_t i = 0; i < count; ++i)
    memcpy(block + i * kBlock, rows + i * stride, static_cast<size_t>(columns) * sizeof(float));
}

template <class Layout>
void pack_panel(const void* rows, int64_t stride, int64_t depth, int64_t columns, void* panel) {
  using Element = typename Layout::Element;
  const auto* const from = static_cast<const Element*>(rows);
  auto* const to = static_cast<Element*>(panel);
  const int64_t padded = round_up_to_block(depth);
  if (columns < kBlock) memset(to, 0, static_cast<size_t>(padded * kBlock) * sizeof(Element));
  const int64_t even = depth / 2 * 2;
  memset(to + even * kBlock, 0, static_cast<size_t>((padded - even) * kBlock) * sizeof(Element));
  if (columns == kBlock)
    Layout::pack_rows(from, stride, depth, kBlock, to);
  else
    Layout::pack_rows(from, stride, depth, columns, to);
}

template <class Layout>
float sum(const void* values, int64_t count) {
  const auto* const from = static_cast<const typename Layout::Element*>(values);
  float partial[kBlock] = {};
  int64_t i = 0;
  for (; i + kBlock <= count; i += kBlock)
    for (int64_t j = 0; j < kBlock; ++j) partial[j] += Layout::widen(from[i + j]);
  float total = 0;
  for (; i < count; ++i) total += Layout::widen(from[i]);
  for (int64_t j = 0; j < kBlock; ++j) total += partial[j];
  return total;
}

// --- Adam ----------------------------------------------------------------------------------------

void adam(const float* gradient, int64_t gradient_stride, const AdamTarget& target, int64_t rows,
          int64_t columns, const AdamScalars& scalars) {
  const AdamScalars s = scalars;
  for (int64_t i = 0; i < rows; ++i) {
    const float* const g = gradient + i * gradient_stride;
    float* const w = target.parameter + i * target.stride;
    float* const m = target.exp_avg + i * target.stride;
    float* const v = target.exp_avg_sq + i * target.stride;
#pragma GCC ivdep
    for (int64_t j = 0; j < columns; ++j) {
      m[j] = s.beta1 * m[j] + (1 - s.beta1) * g[j];
      v[j] = s.beta2 * v[j] + (1 - s.beta2) * g[j] * g[j];
      w[j] -=
          s.step_size * m[j] / (__builtin_sqrtf(v[j]) * s.inverse_root_of_correction2 + s.epsilon);
    }
    if (target.bfloat16_copy)
      to_bfloat16(w, columns, target.bfloat16_copy + i * target.copy_stride);
  }
}

template <class Depth, class Layout>
constexpr Kernels make_kernels(const char* name, Precision precision) {
  return {name,
          precision,
          8,
          multiply<Depth>,
          activate,
          multiply_by_slope<Layout>,
          Layout::store_panel,
          store_panel_transposed<Layout>,
          store_rows<Layout>,
          store_rows_transposed<Layout>,
          load_block,
          pack_panel<Layout>,
          adam,
          to_bfloat16,
          sum<Layout>};
}

}  // namespace
}  // namespace gan
