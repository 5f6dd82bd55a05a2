#include "core/kernels/kernels.h"

#ifdef __x86_64__
#include <cpuid.h>
#endif
#ifdef __linux__
#include <sys/syscall.h>
#include <unistd.h>
#endif

#include "core/kernels/kernels_sets.h"

namespace gan {
namespace {

#ifdef __x86_64__
bool has_avx2() { return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"); }

bool has_avx512() {
  return has_avx2() && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
         __builtin_cpu_supports("avx512cd") && __builtin_cpu_supports("avx512dq") &&
         __builtin_cpu_supports("avx512vl");
}

bool has_avx512_bf16() { return has_avx512() && __builtin_cpu_supports("avx512bf16"); }

// Whether the processor has the tiles, and their products of bfloat16.
bool finds_amx() {
  constexpr unsigned kAmxBf16 = 1U << 22;
  constexpr unsigned kAmxTile = 1U << 24;
  unsigned eax = 0, ebx = 0, ecx = 0, edx = 0;
  return has_avx512() && __get_cpuid_count(7, 0, &eax, &ebx, &ecx, &edx) != 0 &&
         (edx & kAmxBf16) != 0 && (edx & kAmxTile) != 0;
}

// Asks the system for permission to use the tiles.
bool has_amx() {
#ifdef __linux__
  constexpr long kRequestPermission = 0x1023;  // arch_prctl(2), ARCH_REQ_XCOMP_PERM
  constexpr long kTileData = 18;
  static const bool is_there =
      finds_amx() && ::syscall(SYS_arch_prctl, kRequestPermission, kTileData) == 0;
  return is_there;
#else
  return false;
#endif
}
#endif

}  // namespace

bool multiplies_bfloat16() {
#ifdef __x86_64__
  return has_amx() || has_avx512_bf16();
#else
  return false;
#endif
}

bool amx_is_denied() {
#ifdef __x86_64__
  return finds_amx() && !has_amx();
#else
  return false;
#endif
}

std::vector<const Kernels*> list_kernels(Precision precision) {
  const bool is_float32 = precision == Precision::kFloat32;
  std::vector<const Kernels*> kernels;
#ifdef __x86_64__
  if (!is_float32 && has_amx()) kernels.push_back(&kAmxBfloat16);
  if (!is_float32 && has_avx512_bf16()) kernels.push_back(&kAvx512Bf16Bfloat16);
  if (has_avx512()) kernels.push_back(is_float32 ? &kAvx512Float32 : &kAvx512Bfloat16);
  if (has_avx2()) kernels.push_back(is_float32 ? &kAvx2Float32 : &kAvx2Bfloat16);
#endif
#ifdef __aarch64__
  kernels.push_back(is_float32 ? &kNeonFloat32 : &kNeonBfloat16);
#endif
  kernels.push_back(is_float32 ? &kPortableFloat32 : &kPortableBfloat16);
  return kernels;
}

}  // namespace gan
