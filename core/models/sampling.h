// Latents, and the images that a generator makes of them, by address.
#pragma once

#include "core/models/networks.h"

namespace gan {

// z ~ N(0, 1).
// index    of the draw in its stream, such as the step
// returns  float32 [count, size], on the CPU
torch::Tensor make_latents(int64_t seed, Stream stream, int64_t index, int64_t count, int64_t size);

// The latents of samples first .. first+count-1 of a seed. Each has an address of its own.
torch::Tensor make_sample_latents(int64_t seed, int64_t first, int64_t count, int64_t size);

// The images of samples first .. first+count-1 of a seed. Sample i is the same to the bit whatever
// first and count are: it is always computed in the same row of a batch of the same 64 samples, for
// a matrix product may round differently in another row or batch size.
// returns  [count, 1, H, W] in [-1, 1], on the CPU
torch::Tensor make_samples(Generator generator, int64_t latent, int64_t seed, int64_t first,
                           int64_t count);

}  // namespace gan
