// How this folder's kernels are launched. For CUDA's compiler.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>

#include "core/base/divide_up.h"

namespace gan::cuda {

constexpr int64_t kThreads = 256;

inline void check_launch() {
  const cudaError_t error = cudaGetLastError();
  if (error != cudaSuccess)
    throw std::runtime_error(std::string("CUDA: ") + cudaGetErrorString(error));
}

// Blocks for one thread for each of `count` items.
inline unsigned blocks_for(int64_t count) {
  return static_cast<unsigned>(divide_up(count, kThreads));
}

__device__ inline int64_t thread_index() {
  return static_cast<int64_t>(blockIdx.x) * kThreads + threadIdx.x;
}

}  // namespace gan::cuda
