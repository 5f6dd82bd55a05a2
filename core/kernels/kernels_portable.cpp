#include "core/kernels/kernels_sets.h"

namespace {
constexpr int kLanes = 4;
constexpr int kRows = 4;
}  // namespace

#include "core/kernels/kernels_impl.h"

namespace gan {

const Kernels kPortableFloat32 =
    make_kernels<Float32Depth, Float32Layout>("portable", Precision::kFloat32);
const Kernels kPortableBfloat16 =
    make_kernels<Bfloat16Depth, Bfloat16Layout>("portable", Precision::kBfloat16);

}  // namespace gan
