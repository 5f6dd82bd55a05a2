#include "core/kernels/kernels_sets.h"

namespace {
constexpr int kLanes = 16;
constexpr int kRows = 8;
}  // namespace

#include "core/kernels/kernels_impl.h"

namespace gan {

const Kernels kAvx512Float32 =
    make_kernels<Float32Depth, Float32Layout>("avx512", Precision::kFloat32);
const Kernels kAvx512Bfloat16 =
    make_kernels<Bfloat16Depth, Bfloat16Layout>("avx512", Precision::kBfloat16);

}  // namespace gan
