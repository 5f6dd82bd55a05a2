#include "core/kernels/kernels_sets.h"

namespace {
constexpr int kLanes = 4;
constexpr int kRows = 8;
}  // namespace

#include "core/kernels/kernels_impl.h"

namespace gan {

const Kernels kNeonFloat32 = make_kernels<Float32Depth, Float32Layout>("neon", Precision::kFloat32);
const Kernels kNeonBfloat16 =
    make_kernels<Bfloat16Depth, Bfloat16Layout>("neon", Precision::kBfloat16);

}  // namespace gan
