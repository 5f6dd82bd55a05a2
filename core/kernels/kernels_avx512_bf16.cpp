// AVX-512 with VDPBF16PS, which multiplies pairs of bfloat16 and adds both products to a float32.
#include "core/kernels/kernels_sets.h"

namespace {
constexpr int kLanes = 16;
constexpr int kRows = 8;
}  // namespace

#include "core/kernels/kernels_impl.h"

namespace gan {
namespace {

struct DotProductDepth {
  using Element = uint16_t;
  static constexpr int64_t kStep = 2;

  static void add(Vector (&sums)[kRows][kVectors], const uint16_t* const (&a)[kRows], int64_t k,
                  const uint16_t* panel) {
    __m512bh b[kVectors];
    for (int j = 0; j < kVectors; ++j) b[j] = (__m512bh)_mm512_loadu_si512(panel + j * 2 * kLanes);
    for (int i = 0; i < kRows; ++i) {
      int32_t pair;
      memcpy(&pair, a[i] + k, sizeof pair);
      const auto pairs = (__m512bh)_mm512_set1_epi32(pair);
      for (int j = 0; j < kVectors; ++j)
        sums[i][j] = (Vector)_mm512_dpbf16_ps((__m512)sums[i][j], pairs, b[j]);
    }
  }
};

}  // namespace

const Kernels kAvx512Bf16Bfloat16 =
    make_kernels<DotProductDepth, Bfloat16Layout>("avx512_bf16", Precision::kBfloat16);

}  // namespace gan
