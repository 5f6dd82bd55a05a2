// Latents, and the images that a generator makes of them, by address.
#pragma once

#include "core/models/networks.h"

namespace gan {

// z ~ N(0, 1), or U(-sqrt 3, sqrt 3), as options.latent_distribution says.
// index    of the draw in its stream, such as the step
// returns  float32 [count, options.latent], on the CPU
torch::Tensor make_latents(const Config::Generator& options, int64_t seed, Stream stream,
                           int64_t index, int64_t count);

// The latents of samples first .. first+count-1 of a seed. Each has an address of its own.
torch::Tensor make_sample_latents(const Config::Generator& options, int64_t seed, int64_t first,
                                  int64_t count);

// The images of any latents, on the CPU in [-1, 1]; computed in batches of 64 rows.
// latents  float32 [count, latent]
// returns  [count, 1, H, W]
torch::Tensor generate(Generator generator, const torch::Tensor& latents);

// The images of samples first .. first+count-1 of a seed. Sample i is the same to the bit whatever
// first and count are: it is always computed in the same row of a batch of the same 64 samples, for
// a matrix product may round differently in another row or batch size.
// returns  [count, 1, H, W] in [-1, 1], on the CPU
torch::Tensor make_samples(Generator generator, const Config::Generator& options, int64_t seed,
                           int64_t first, int64_t count);

}  // namespace gan
