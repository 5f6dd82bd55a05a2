// What a training step on a GPU needs beside LibTorch's operators: random numbers by address, the
// losses, and Adam. Built only with a LibTorch for CUDA. Each function adds its work to a stream,
// which may be being captured into a graph, and waits for nothing. Pointers are to the GPU's
// memory.
#pragma once

#include <cstdint>
#include <vector>

#include "core/base/random.h"
#include "core/config/choices.h"
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

// The results of a step, in a slot: means over its batch, as in StepResult (core/train/step.h).
struct StepResults {
  double real_loss, fake_loss, real_probability, fake_probability, generator_loss, penalty;
};

// discriminator_loss() of objective.h.
// logits, gradients  [2 count]: of real images first
void discriminator_loss(Objective objective, const float* logits, const float* real_labels,
                        const float* fake_labels, float* gradients, int64_t count,
                        const StepParameters* parameters, StepResults* results, CudaStream stream);

// generator_loss() of objective.h.
// real_logits  null, unless the objective is relativistic
void generator_loss(Objective objective, const float* logits, const float* real_logits,
                    const float* target_labels, float* gradients, int64_t count,
                    const StepParameters* parameters, StepResults* results, CudaStream stream);

void record_penalty(const float* penalty, const StepParameters* parameters, StepResults* results,
                    CudaStream stream);

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
