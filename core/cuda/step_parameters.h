// What the kernels of this folder share. They are what a training step on a GPU needs beside
// LibTorch's operators, and are built only with a LibTorch for CUDA. Each function adds its work to
// a stream, which may be being captured into a graph, and waits for nothing. Pointers are to the
// GPU's memory.
#pragma once

#include <cstdint>

#include "core/kernels/kernels.h"

struct CUstream_st;

namespace gan::cuda {

using CudaStream = CUstream_st*;  // cudaStream_t

// Whatever differs between two steps of one graph.
struct StepParameters {
  uint64_t step;    // the number of steps before this one
  int64_t first;    // the step's images are order[first], order[first + 1], ...
  int64_t slot;     // where its results go
  float noise_std;  // of the instance noise
  AdamScalars discriminator;
  AdamScalars generator;
};

void set_parameters(StepParameters* parameters, const StepParameters& values, CudaStream stream);

}  // namespace gan::cuda
