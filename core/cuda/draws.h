// Random numbers by address, and batches of images, on a GPU.
#pragma once

#include "core/base/random.h"
#include "core/cuda/step_parameters.h"

namespace gan::cuda {

// The address of a draw (random.h), as a function of the step.
struct Draw {
  uint64_t seed;
  Stream stream;
  uint64_t factor;  // index = factor * step + term
  uint64_t term;
  uint64_t position = 0;
};

// As Random's functions of these names do, to the last bits of log, cos and sin.
void fill_uniform(const Draw& draw, const StepParameters* parameters, float* values, int64_t count,
                  float low, float high, CudaStream stream);
void fill_normal(const Draw& draw, const StepParameters* parameters, float* values, int64_t count,
                 CudaStream stream);

// values[i] += noise_std * N(0, 1)
void add_noise(const Draw& draw, const StepParameters* parameters, float* values, int64_t count,
               CudaStream stream);

// A dropout mask: 0 with probability p, else 1 / (1 - p).
void fill_mask(const Draw& draw, const StepParameters* parameters, float* values, int64_t count,
               double p, CudaStream stream);

// values[i] = Random::below(2 most + 1) - most
void fill_shifts(const Draw& draw, const StepParameters* parameters, int64_t* values, int64_t count,
                 int64_t most, CudaStream stream);

// As gather_images (batches.h), of images that are all on the GPU.
// pixels  [images, channels, height, width]
// order   indices of images, of which parameters->first is the first to take
// mirror  draws whether left and right change places, for each image; null: none is mirrored
struct Pixels {
  const uint8_t* values;
  int64_t rows;  // channels * height
  int64_t width;
};
void gather(const Pixels& pixels, const int64_t* order, const Draw* mirror,
            const StepParameters* parameters, float* images, int64_t count, CudaStream stream);

}  // namespace gan::cuda
