// The kernels for one instruction set. Each kernels_<set>.cpp includes this and is compiled with
// the flags of its set. kLanes is the width of a vector in floats, kRows the number of rows of a
// product held in registers. Those files must share no code (hence the unnamed namespace, and no
// standard library): the linker would keep one copy for all, compiled for the wrong processor.
#pragma once

#include "core/kernels/impl_activations.h"
#include "core/kernels/impl_layouts.h"
#include "core/kernels/impl_product.h"

namespace gan {
namespace {

template <class Layout>
void multiply_by_slope(float* block, const void* outputs, BlockActivation activation,
                       float negative_slope) {
  if (activation == BlockActivation::kNone) return;
  for (int64_t i = 0; i < kBlock; ++i) {
    float row[kBlock];
    Layout::load_row(static_cast<const typename Layout::Element*>(outputs), i, row);
    for (int64_t j = 0; j < kBlock; j += kLanes) {
      float* const at = block + i * kBlock + j;
      store(at, load<Vector>(at) * slope_at(load<Vector>(row + j), activation, negative_slope));
    }
  }
}

// One pass over a row does all of a step, because memory bandwidth is the limit.
template <bool kWithAverage>
void adam_row(const float* g, const AdamTarget& target, int64_t columns, const AdamScalars& s) {
  float* const w = target.parameter;
  float* const m = target.exp_avg;
  float* const v = target.exp_avg_sq;
  float* const average = target.average;
#ifndef __clang__  // clang compares the pointers at run time instead
#pragma GCC ivdep
#endif
  for (int64_t j = 0; j < columns; ++j) {
    m[j] = multiply_add(s.beta1, m[j], s.rate1 * g[j]);
    v[j] = multiply_add(s.beta2, v[j], s.rate2 * g[j] * g[j]);
    w[j] -= s.step_size * m[j] /
            multiply_add(__builtin_sqrtf(v[j]), s.inverse_root_of_correction2, s.epsilon);
    if (kWithAverage) average[j] = multiply_add(s.average_rate, w[j] - average[j], average[j]);
  }
}

void adam(const float* gradient, int64_t gradient_stride, const AdamTarget& target, int64_t rows,
          int64_t columns, const AdamScalars& scalars) {
  const AdamScalars s = scalars;
  const auto step_row = target.average ? adam_row<true> : adam_row<false>;
  for (int64_t i = 0; i < rows; ++i) {
    const AdamTarget row = target.at(i, 0);
    step_row(gradient + i * gradient_stride, row, columns, s);
    if (row.bfloat16_copy) to_bfloat16(row.parameter, columns, row.bfloat16_copy);
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
          prefetch_for_store<Layout>,
          Layout::store_panel,
          store_panel_transposed<Layout>,
          store_rows<Layout>,
          store_rows_transposed<Layout>,
          load_panel<Layout>,
          load_block,
          pack_panel<Layout>,
          adam,
          to_bfloat16,
          sum<Layout>,
          add_classes,
          sum_classes<Layout>,
          multiply_in_registers};
}

}  // namespace
}  // namespace gan
