// The kernels for one instruction set: included by kernels_<set>.cpp, each compiled with that set's
// flags. kLanes is the width of its vectors in floats, kRows how many rows of a product it keeps
// in registers. Nothing here may be shared between those files (hence the unnamed namespace, and no
// standard library): the linker would take one copy for all, compiled for the wrong processor.
#pragma once

#include "core/kernels/impl_activations.h"
#include "core/kernels/impl_layouts.h"
#include "core/kernels/impl_product.h"

namespace gan {
namespace {

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
    if (target.average) {
      float* const average = target.average + i * target.stride;
#pragma GCC ivdep
      for (int64_t j = 0; j < columns; ++j) average[j] += s.average_rate * (w[j] - average[j]);
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
