// The tables of the instruction sets that this build contains.
#pragma once

#include "core/kernels/kernels.h"

namespace gan {

extern const Kernels kPortableFloat32, kPortableBfloat16;
#ifdef __x86_64__
extern const Kernels kAvx2Float32, kAvx2Bfloat16;
extern const Kernels kAvx512Float32, kAvx512Bfloat16;
extern const Kernels kAvx512Bf16Bfloat16;
extern const Kernels kAmxBfloat16;
#endif
#ifdef __aarch64__
extern const Kernels kNeonFloat32, kNeonBfloat16;
#endif

}  // namespace gan
