// Ways through the space of latents.
#pragma once

#include <torch/types.h>

namespace gan {

// Latents from one to another along the sphere (slerp; White 2016, arXiv:1609.04468, section 2.1):
// the direction turns at a constant rate, and the length changes at one. A straight line would pass
// near the origin, where latents N(0, 1) of many dimensions never lie.
// from, to  float32 [latent]
// returns   float32 [count, latent] at t = 0, 1/count, ...: the first is `from`, `to` would be next
torch::Tensor interpolate_latents(const torch::Tensor& from, const torch::Tensor& to,
                                  int64_t count);

// The plane through three latents, each point moved to the length that lies between theirs:
// `corner` at the top left, `right` at the top right, `below` at the bottom left.
// corner, right, below  float32 [latent]
// returns               float32 [side * side, latent], row after row; side >= 2
torch::Tensor span_latents(const torch::Tensor& corner, const torch::Tensor& right,
                           const torch::Tensor& below, int64_t side);

}  // namespace gan
