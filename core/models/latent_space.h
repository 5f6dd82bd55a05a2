// Paths and planes in latent space.
#pragma once

#include <torch/types.h>

namespace gan {

// Interpolates between two latents along the sphere (slerp; White 2016, arXiv:1609.04468, section
// 2.1): the direction turns at a constant rate, and the length changes at a constant rate. A
// straight line would pass near the origin, where N(0, 1) latents of many dimensions never lie.
// from, to  float32 [latent]
// returns   float32 [count, latent] at t = 0, 1/count, ...: begins with `from`, ends before `to`
torch::Tensor interpolate_latents(const torch::Tensor& from, const torch::Tensor& to,
                                  int64_t count);

// A grid on the plane through three latents, each point scaled to a length interpolated between
// theirs: `corner` is at the top left, `right` at the top right, `below` at the bottom left.
// corner, right, below  float32 [latent]
// side                  >= 2
// returns               float32 [side * side, latent], row after row
torch::Tensor span_latents(const torch::Tensor& corner, const torch::Tensor& right,
                           const torch::Tensor& below, int64_t side);

}  // namespace gan
