// The fused engine's arithmetic: products of blocks of 32 x 32, and operations on a block while it
// is in the cache. There is one table of functions for each instruction set and precision.
//
// There are three layouts, all made of blocks. A product multiplies rows by a panel:
//   rows    [R, K], row-major, with a given stride from row to row
//   panel   32 columns over all of K:  float32 [K, 32];  bfloat16 [K / 2, 32, 2], pairs along K
//   block   float32 [32, 32], the product of 32 rows and a panel
// In bfloat16, K is even, and rows and panels are padded with zeros to the next multiple of 32, so
// that AMX and VDPBF16PS can read them in place.
#pragma once

#include <cstdint>
#include <vector>

// For functions that the files of several instruction sets compile: a copy that the linker keeps
// for all of them could be one that this processor cannot run.
#define GAN_IN_PLACE [[gnu::always_inline]]

namespace gan {

constexpr int64_t kBlock = 32;
constexpr int64_t kBlockElements = kBlock * kBlock;

GAN_IN_PLACE constexpr int64_t round_up_to_block(int64_t n) {
  return (n + kBlock - 1) / kBlock * kBlock;
}

enum class Precision { kFloat32, kBfloat16 };
GAN_IN_PLACE constexpr int64_t bytes_of(Precision precision) {
  return precision == Precision::kFloat32 ? 4 : 2;
}

// The derivative of silu cannot be computed from its output, so it is stored; the others' can.
enum class BlockActivation { kNone, kLeakyRelu, kElu, kSilu, kTanh };

struct AdamScalars {
  float beta1;
  float beta2;
  float rate1;                        // 1 - b1, rounded only once
  float rate2;                        // 1 - b2
  float step_size;                    // lr / (1 - b1^t)
  float inverse_root_of_correction2;  // 1 / sqrt(1 - b2^t)
  float epsilon;
  float average_rate;  // fraction by which the average moves towards the parameter
};

// Part of a parameter, its moments, its average (or null) and its bfloat16 copy (or null).
struct AdamTarget {
  float* parameter;
  float* exp_avg;
  float* exp_avg_sq;
  float* average;
  int64_t stride;  // from row to row of the above, in elements
  uint16_t* bfloat16_copy;
  int64_t copy_stride;

  GAN_IN_PLACE AdamTarget at(int64_t row, int64_t column) const {
    const int64_t i = row * stride + column;
    return {parameter + i,  exp_avg + i,
            exp_avg_sq + i, average ? average + i : nullptr,
            stride,         bfloat16_copy ? bfloat16_copy + row * copy_stride + column : nullptr,
            copy_stride};
  }
};

// `void*` points to float or to bfloat16 (as uint16_t), depending on the table's precision.
struct Kernels {
  const char* name;
  Precision precision;
  int64_t rows;  // 8 or 32: the number of rows at a time for which multiply() is fastest

  // product[i, j] = sum over k < depth of a[i, k] panel[k, j], for i < rows. It may also write to
  // the rows up to the next multiple of 8; their contents are undefined.
  void (*multiply)(const void* a, int64_t a_stride, int64_t rows, const void* panel, int64_t depth,
                   float* product, int64_t product_stride);

  // block[i, j] <- activation(block[i, j] + bias[i]) for i < rows, 0 for the other rows.
  // slopes  receives the derivative, float32 [32, 32]; null if it is not needed
  void (*activate)(float* block, int64_t rows, const float* bias, BlockActivation activation,
                   float negative_slope, float* slopes);

  // block[i, j] <- block[i, j] * the derivative, at the input that gave outputs[i, j], of any
  // activation but silu.
  // outputs  a block of a panel, as from store_panel
  void (*multiply_by_slope)(float* block, const void* outputs, BlockActivation activation,
                            float negative_slope);

  // Asks for the memory of a block that will be stored: 32 rows of 32 elements, `stride` elements
  // apart, or 32 for a block of a panel. A store that had to wait for its cache line would hold up
  // those behind it.
  void (*prefetch_for_store)(const void* rows, int64_t stride);

  // Stores a block, or its transpose, as part of a panel, with the row index along K. It takes
  // 32 x 32 adjacent elements.
  void (*store_panel)(const float* block, void* panel);
  void (*store_panel_transposed)(const float* block, void* panel);

  // Stores a block, or its transpose, as part of rows.
  void (*store_rows)(const float* block, void* rows, int64_t stride);
  void (*store_rows_transposed)(const float* block, void* rows, int64_t stride);

  // Reads back a block that store_panel stored.
  void (*load_panel)(const void* panel, float* block);

  // Copies float32 rows [count <= 32, columns <= 32] to a block; the rest of the block is 0.
  void (*load_block)(const float* rows, int64_t stride, int64_t count, int64_t columns,
                     float* block);

  // Makes a panel of the first `columns` <= 32 columns of rows [depth, >= columns]; the other
  // columns are 0, and so is all beyond depth up to a multiple of 32.
  void (*pack_panel)(const void* rows, int64_t stride, int64_t depth, int64_t columns, void* panel);

  // Adam (adam.h) on rows x columns of a parameter; then average += average_rate * (w - average).
  void (*adam)(const float* gradient, int64_t gradient_stride, const AdamTarget& target,
               int64_t rows, int64_t columns, const AdamScalars& scalars);

  // float32 [count] to bfloat16, rounded to the nearest, ties to even.
  void (*to_bfloat16)(const float* values, int64_t count, uint16_t* rounded);

  // Sum of count elements, in float32.
  float (*sum)(const void* values, int64_t count);

  // Classes, as int32 indices: of the 32 columns of a block, or of count values.
  //   add_classes  block[i, j] += weights[i, classes[j]] for i < rows; weights' rows are `stride`
  //   apart sum_classes  sums[c] = the sum, in float32, of the values of class first + c, for c <
  //   columns
  void (*add_classes)(float* block, int64_t rows, const float* weights, int64_t stride,
                      const int32_t* classes);
  void (*sum_classes)(const void* values, const int32_t* classes, int64_t count, int64_t first,
                      int64_t columns, float* sums);

  // Multiplies and adds float32 in registers alone, as fast as a core can.
  // result   depends on all of it, so that none can be left out; any number
  // returns  how many operations that were: 2 for each product added
  int64_t (*multiply_in_registers)(int64_t rounds, float* result);
};

// Whether the processor multiplies bfloat16 natively (AMX, AVX-512 BF16). If so, it is faster than
// float32.
bool multiplies_bfloat16();

// Whether the processor has AMX, but the system does not let this process use it.
bool amx_is_denied();

// The tables that this processor can run, fastest first. Never empty.
std::vector<const Kernels*> list_kernels(Precision precision);

}  // namespace gan
