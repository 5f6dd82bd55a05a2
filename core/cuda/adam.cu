#include <algorithm>

#include "core/cuda/adam.h"
#include "core/cuda/launch.h"

namespace gan::cuda {
namespace {

constexpr int kAdamTensors = 48;   // a kernel's arguments may have 4 KB
constexpr int64_t kAdamItems = 4;  // for each thread

struct AdamTensors {
  AdamTensor tensors[kAdamTensors];
  int first_block[kAdamTensors + 1];
};

// The sizes of the tensors are rounded up to blocks, each of which belongs to one tensor.
__global__ void adam_kernel(const AdamTensors all, const AdamScalars* scalars) {
  const AdamScalars s = *scalars;
  int which = 0;
  while (all.first_block[which + 1] <= static_cast<int>(blockIdx.x)) ++which;
  const AdamTensor t = all.tensors[which];
  const int64_t begin =
      static_cast<int64_t>(blockIdx.x - all.first_block[which]) * kThreads * kAdamItems +
      threadIdx.x;
  float g[kAdamItems], m[kAdamItems], v[kAdamItems], w[kAdamItems], a[kAdamItems];
#pragma unroll
  for (int k = 0; k < kAdamItems; ++k) {  // all loads before the first use
    const int64_t i = begin + k * kThreads;
    if (i >= t.size) break;
    g[k] = t.gradient[i];
    m[k] = t.exp_avg[i];
    v[k] = t.exp_avg_sq[i];
    w[k] = t.parameter[i];
    if (t.average) a[k] = t.average[i];
  }
#pragma unroll
  for (int k = 0; k < kAdamItems; ++k) {
    const int64_t i = begin + k * kThreads;
    if (i >= t.size) return;
    m[k] = s.beta1 * m[k] + s.rate1 * g[k];
    v[k] = s.beta2 * v[k] + s.rate2 * g[k] * g[k];
    w[k] -= s.step_size * m[k] / (sqrtf(v[k]) * s.inverse_root_of_correction2 + s.epsilon);
    t.exp_avg[i] = m[k];
    t.exp_avg_sq[i] = v[k];
    t.parameter[i] = w[k];
    if (t.average) t.average[i] = a[k] + s.average_rate * (w[k] - a[k]);
  }
}

}  // namespace

void adam(const std::vector<AdamTensor>& tensors, const AdamScalars* scalars, CudaStream stream) {
  for (size_t begin = 0; begin < tensors.size(); begin += kAdamTensors) {
    const size_t end = std::min(tensors.size(), begin + kAdamTensors);
    AdamTensors part{};
    int blocks = 0;
    for (size_t i = begin; i < end; ++i) {
      part.tensors[i - begin] = tensors[i];
      part.first_block[i - begin] = blocks;
      blocks += static_cast<int>(divide_up(tensors[i].size, kThreads * kAdamItems));
    }
    part.first_block[end - begin] = blocks;
    adam_kernel<<<blocks, kThreads, 0, stream>>>(part, scalars);
    check_launch();
  }
}

}  // namespace gan::cuda
