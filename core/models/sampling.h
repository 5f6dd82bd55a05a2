// Draws latents by address (core/base/random.h), and generates images from them.
#pragma once

#include "core/models/classes.h"
#include "core/models/networks.h"

namespace gan {

constexpr float kRootOf3 = 1.73205081F;  // U(-sqrt 3, sqrt 3) has variance 1, as N(0, 1) has

// Fills rows of a draw of z ~ N(0, 1) or U(-sqrt 3, sqrt 3), depending on
// options.latent_distribution.
// index    of the draw in its stream, such as the step
// first    the draw's row to begin with, a multiple of 4
// latents  float32 [rows, options.latent], contiguous, on the CPU
void fill_latents(const Config::Generator& options, int64_t seed, Stream stream, int64_t index,
                  int64_t first, const torch::Tensor& latents);

// The latents of samples first .. first+count-1 of a seed. Each sample has its own address.
// returns  float32 [count, options.latent], on the CPU
torch::Tensor make_sample_latents(const Config::Generator& options, int64_t seed, int64_t first,
                                  int64_t count);

// Generates images in batches of 64.
// inputs   float32 [count, latent + classes]
// returns  [count, C, H, W] in [-1, 1], on the CPU
torch::Tensor generate(Generator generator, const torch::Tensor& inputs);

// Generates samples first .. first+count-1 of a seed. Sample i has the same bits whatever first and
// count are: it is always computed in the same row of the same batch of 64, because a matrix
// product may round differently in another row or batch size.
// returns  [count, C, H, W] in [-1, 1], on the CPU
torch::Tensor make_samples(Generator generator, const Config::Generator& options,
                           const SampleClasses& classes, int64_t seed, int64_t first,
                           int64_t count);

}  // namespace gan
