// How blocks are stored in float32 and in bfloat16. Part of kernels_impl.h.
#pragma once

#include "core/kernels/impl_vectors.h"

namespace gan {
namespace {

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

// Rows to prefetch ahead: they are too far apart for the processor to predict.
constexpr int64_t kRowsAhead = 32;

// Elements of a cache line.
template <class Element>
constexpr int64_t kLineElements = 64 / static_cast<int64_t>(sizeof(Element));

template <class Element>
void prefetch(const Element* row) {
  for (int64_t j = 0; j < kBlock; j += kLineElements<Element>) __builtin_prefetch(row + j, 0, 2);
}

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
    const uint16_t* const pairs = panel + i / 2 * 2 * kBlock;
    for (int64_t j = 0; j < kBlock; j += kLanes) {  // either half becomes the upper half of a float
      const Bits both = load<Bits>(pairs + 2 * j);
      store(row + j, (Vector)(i % 2 == 0 ? both << 16 : both & 0xffff0000U));
    }
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

template <class Layout>
void prefetch_for_store(const void* rows, int64_t stride) {
  using Element = typename Layout::Element;
  const auto* const begin = static_cast<const Element*>(rows);
  for (int64_t i = 0; i < kBlock; ++i)
    for (int64_t j = 0; j < kBlock; j += kLineElements<Element>)
      __builtin_prefetch(begin + i * stride + j, 1);
}

template <class Layout>
void load_panel(const void* panel, float* block) {
  for (int64_t i = 0; i < kBlock; ++i)
    Layout::load_row(static_cast<const typename Layout::Element*>(panel), i, block + i * kBlock);
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

void add_classes(float* block, int64_t rows, const float* weights, int64_t stride,
                 const int32_t* classes) {
  for (int64_t i = 0; i < rows; ++i)
    for (int64_t j = 0; j < kBlock; ++j) block[i * kBlock + j] += weights[i * stride + classes[j]];
}

template <class Layout>
void sum_classes(const void* values, const int32_t* classes, int64_t count, int64_t first,
                 int64_t columns, float* sums) {
  const auto* const from = static_cast<const typename Layout::Element*>(values);
  memset(sums, 0, static_cast<size_t>(columns) * sizeof(float));
  for (int64_t i = 0; i < count; ++i) {
    const int64_t column = classes[i] - first;
    if (column >= 0 && column < columns) sums[column] += Layout::widen(from[i]);
  }
}

}  // namespace
}  // namespace gan
