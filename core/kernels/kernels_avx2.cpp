#include "core/kernels/kernels_sets.h"

namespace {
constexpr int kLanes = 8;
constexpr int kRows = 4;
}  // namespace

#include "core/kernels/kernels_impl.h"

namespace gan {

const Kernels kAvx2Float32 = make_kernels<Float32Depth, Float32Layout>("avx2", Precision::kFloat32);
const Kernels kAvx2Bfloat16 =
    make_kernels<Bfloat16Depth, Bfloat16Layout>("avx2", Precision::kBfloat16);

}  // namespace gan
