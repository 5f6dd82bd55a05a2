// What the fused engine computes with: products of blocks of 32 x 32, and what is done to a block
// while it is in the cache. One table of functions for each instruction set and precision.
//
// Three layouts, all made of blocks. A product multiplies rows by a panel:
//   rows    [R, K] row by row, the leading dimension given, K adjacent
//   panel   32 columns over all of K:  float32 [K, 32];  bfloat16 [K / 2, 32, 2], pairs along K
//   block   float32 [32, 32], the product of 32 rows and a panel
// In bfloat16 K is even, and rows and panels are zero up to the next multiple of 32: what AMX and
// VDPBF16PS read as it lies.
#pragma once

#include <cstdint>
#include <vector>

namespace gan {

constexpr int64_t kBlock = 32;
constexpr int64_t kBlockElements = kBlock * kBlock;

constexpr int64_t round_up_to_block(int64_t n) { return (n + kBlock - 1) / kBlock * kBlock; }

enum class Precision { kFloat32, kBfloat16 };
constexpr int64_t bytes_of(Precision precision) { return precision == Precision::kFloat32 ? 4 : 2; }

// silu's slope is no function of its output, so it is kept; the others' is.
enum class BlockActivation { kNone, kLeakyRelu, kElu, kSilu, kTanh };

struct AdamScalars {
  float beta1;
  float beta2;
  float step_size;                    // lr / (1 - b1^t)
  float inverse_root_of_correction2;  // 1 / sqrt(1 - b2^t)
  float epsilon;
  float average_rate;  // of the parameter's average, towards it
};

// Part of a parameter, its moments, its average (or null), and where its bfloat16 copy is kept (or
// null).
struct AdamTarget {
  float* parameter;
  float* exp_avg;
  float* exp_avg_sq;
  float* average;
  int64_t stride;  // from row to row of these, in elements
  uint16_t* bfloat16_copy;
  int64_t copy_stride;

  AdamTarget at(int64_t row, int64_t column) const {
    const int64_t i = row * stride + column;
    return {parameter + i,  exp_avg + i,
            exp_avg_sq + i, average ? average + i : nullptr,
            stride,         bfloat16_copy ? bfloat16_copy + row * copy_stride + column : nullptr,
            copy_stride};
  }
};

// `void*` is float or bfloat16 (as uint16_t), as the table's precision has it.
struct Kernels {
  const char* name;
  Precision precision;
  int64_t rows;  // 8 or 32: of a product, taken most quickly at a time

  // product[i, j] = sum over k < depth of a[i, k] panel[k, j], for i < rows. It may write
  // up to a multiple of 8 rows; those from `rows` on hold anything.
  void (*multiply)(const void* a, int64_t a_stride, int64_t rows, const void* panel, int64_t depth,
                   float* product, int64_t product_stride);

  // block[i, j] <- activation(block[i, j] + bias[i]) for i < rows, 0 for the other rows.
  // slopes  the activation's derivative, float32 [32, 32]; null where it is not wanted
  void (*activate)(float* block, int64_t rows, const float* bias, BlockActivation activation,
                   float negative_slope, float* slopes);

  // block[i, j] <- block[i, j] * the activation's derivative where it gave outputs[i, j].
  // outputs  a panel's block, as store_panel makes it; for silu the derivative itself, float32
  //          [32, 32]
  void (*multiply_by_slope)(float* block, const void* outputs, BlockActivation activation,
                            float negative_slope);

  // A block as part of a panel: K along its rows, or along its columns. 32 x 32 adjacent elements.
  void (*store_panel)(const float* block, void* panel);
  void (*store_panel_transposed)(const float* block, void* panel);

  // A block as part of rows.
  void (*store_rows)(const float* block, void* rows, int64_t stride);
  void (*store_rows_transposed)(const float* block, void* rows, int64_t stride);

  // The block that store_panel made of.
  void (*load_panel)(const void* panel, float* block);

  // rows  of float32 [count <= 32, columns <= 32]; the block is 0 elsewhere
  void (*load_block)(const float* rows, int64_t stride, int64_t count, int64_t columns,
                     float* block);

  // A panel of up to 32 columns of rows [depth, >= columns]; 0 beyond them, and beyond depth up to
  // a multiple of 32.
  void (*pack_panel)(const void* rows, int64_t stride, int64_t depth, int64_t columns, void* panel);

  // Adam (adam.h) on rows x columns of a parameter; then average += average_rate * (w - average).
  void (*adam)(const float* gradient, int64_t gradient_stride, const AdamTarget& target,
               int64_t rows, int64_t columns, const AdamScalars& scalars);

  // float32 [count] to bfloat16, rounded to the nearest, ties to even.
  void (*to_bfloat16)(const float* values, int64_t count, uint16_t* rounded);

  // Sum of count elements, in float32.
  float (*sum)(const void* values, int64_t count);
};

// Whether the processor multiplies bfloat16 itself (AMX, AVX-512 BF16): there it is the faster.
bool multiplies_bfloat16();

// The tables that this processor can run, fastest first. Never empty.
std::vector<const Kernels*> list_kernels(Precision precision);

}  // namespace gan
