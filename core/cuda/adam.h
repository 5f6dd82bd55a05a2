// Adam on a GPU.
#pragma once

#include <vector>

#include "core/cuda/step_parameters.h"

namespace gan::cuda {

// A parameter for Adam, its moments and its average (or null).
struct AdamTensor {
  float* parameter;
  float* exp_avg;
  float* exp_avg_sq;
  float* average;
  const float* gradient;
  int64_t size;
};

// Adam (core/train/adam.h), in one pass over all tensors.
void adam(const std::vector<AdamTensor>& tensors, const AdamScalars* scalars, CudaStream stream);

}  // namespace gan::cuda
