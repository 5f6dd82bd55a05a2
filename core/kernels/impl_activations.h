// Activations and their derivatives. Part of kernels_impl.h.
#pragma once

#include "core/kernels/impl_vectors.h"

namespace gan {
namespace {

// Cephes' expf, to 2 ulp. Clamped so that neither it nor its reciprocal overflows; NaN stays NaN.
Vector exponential(Vector x) {
  x = x > 87.0F ? broadcast(87.0F) : x;
  x = x < -87.0F ? broadcast(-87.0F) : x;
  constexpr float kRound = 12582912.0F;  // 1.5 * 2^23: adding it rounds to a whole number
  const Vector shifted = multiply_add(x, 1.44269504088896341F, kRound);
  const Vector n = shifted - kRound;
  const Vector r = multiply_add(n, 2.12194440e-4F, multiply_add(n, -0.693359375F, x));
  Vector p = multiply_add(r, 1.9875691500e-4F, 1.3981999507e-3F);
  p = multiply_add(p, r, 8.3334519073e-3F);
  p = multiply_add(p, r, 4.1665795894e-2F);
  p = multiply_add(p, r, 1.6666665459e-1F);
  p = multiply_add(p, r, 5.0000001201e-1F);
  p = multiply_add(p * r, r, r) + 1.0F;
  const Integers exponent = (Integers)shifted - 0x4b400000 + 127;
  return p * (Vector)(exponent << 23);
}

// Cephes' tanhf: a polynomial near 0, where 1 - 2 / (e^2x + 1) would lose digits.
Vector hyperbolic_tangent(Vector x) {
  const Vector magnitude = x < 0.0F ? -x : x;
  const Vector large = 1.0F - 2.0F / (exponential(2.0F * magnitude) + 1.0F);
  const Vector square = x * x;
  Vector p = multiply_add(square, -5.70498872745e-3F, 2.06390887954e-2F);
  p = multiply_add(p, square, -5.37397155531e-2F);
  p = multiply_add(p, square, 1.33314422036e-1F);
  p = multiply_add(p, square, -3.33332819422e-1F);
  const Vector small = multiply_add(p * square, x, x);
  return magnitude < 0.625F ? small : (x < 0.0F ? -large : large);
}

// slopes  receives silu's alone
void activate_vector(Vector& x, BlockActivation activation, float negative_slope, float* slopes) {
  switch (activation) {
    case BlockActivation::kNone:
      return;
    case BlockActivation::kLeakyRelu:
      x = x > 0.0F ? x : x * negative_slope;
      return;
    case BlockActivation::kElu:
      x = x > 0.0F ? x : exponential(x) - 1.0F;
      return;
    case BlockActivation::kTanh:
      x = hyperbolic_tangent(x);
      return;
    case BlockActivation::kSilu: {
      const Vector sigmoid = 1.0F / (1.0F + exponential(-x));
      if (slopes) store(slopes, sigmoid * multiply_add(x, 1.0F - sigmoid, 1.0F));
      x *= sigmoid;
      return;
    }
  }
}

Vector slope_at(Vector output, BlockActivation activation, float negative_slope) {
  switch (activation) {
    case BlockActivation::kLeakyRelu:
      return output > 0.0F ? broadcast(1.0F) : broadcast(negative_slope);
    case BlockActivation::kElu:
      return output > 0.0F ? broadcast(1.0F) : output + 1.0F;
    case BlockActivation::kTanh:
      return multiply_add(-output, output, 1.0F);
    case BlockActivation::kSilu:  // activate() stores its slopes
    case BlockActivation::kNone:
      break;
  }
  return broadcast(1.0F);
}

void activate(float* block, int64_t rows, const float* bias, BlockActivation activation,
              float negative_slope, float* slopes) {
  for (int64_t i = 0; i < rows; ++i)
    for (int64_t j = i * kBlock; j < (i + 1) * kBlock; j += kLanes) {
      Vector x = load<Vector>(block + j) + bias[i];
      activate_vector(x, activation, negative_slope, slopes ? slopes + j : nullptr);
      store(block + j, x);
      if (slopes && activation != BlockActivation::kSilu)
        store(slopes + j, slope_at(x, activation, negative_slope));
    }
  const auto unused = static_cast<size_t>((kBlock - rows) * kBlock) * sizeof(float);
  memset(block + rows * kBlock, 0, unused);
  if (slopes) memset(slopes + rows * kBlock, 0, unused);
}

}  // namespace
}  // namespace gan
