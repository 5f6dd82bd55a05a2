// Penalties on the gradient of D with respect to its input, in the fused engine, for a D that is
// piecewise linear. They need no autograd. With s_i the slopes of layer i's activation at an image
// x, dropout's mask included, the gradient g of D(x) is computed by backpropagation, from g_L = 1
// to g_0, the gradient with respect to x:
//   g_{i-1} = (W_i^T g_i) * s_{i-1}
// A penalty P(q), q = |g_0|^2, depends on each W_i only through g_0. Its gradient with respect to
// W_i is g_i v_{i-1}^T, where v is computed forward, like a small change of x:
//   v_0 = 2 P'(q) g_0,  v_i = (W_i v_{i-1}) * s_i
// So a penalised image is one more sample of each dW = dY^T X, with g as its dY and v as its X. It
// does not affect the biases, nor the classes' columns, which are biases too.
#pragma once

#include <functional>
#include <vector>

#include "core/config/config.h"
#include "core/train/fused_network.h"

namespace gan {

// D's input holds N real images in its first blocks, then as many generated ones. The samples that
// penalties add come after them: first those of R1 and R2, then those of WGAN-GP.
class FusedPenalty {
 public:
  // options, discriminator  must outlive this object
  FusedPenalty(const Config::Penalty& options, FusedNetwork& discriminator)
      : options_(options), discriminator_(discriminator) {}

  // Where the samples added by R1 and R2, and those of WGAN-GP, are in D's input; maybe none.
  // count  N
  BlockRange r_blocks(int64_t count) const;
  BlockRange wgan_blocks(int64_t count) const;

  // R1 and R2: gamma / 2 times the mean of q over the real images, over the generated ones. Call it
  // after D's forward pass.
  // returns  the penalty, not multiplied by every_steps
  double add_r1_and_r2(int64_t count);

  // WGAN-GP: lambda times the mean of (|g| - 1)^2, with |g| as in one_centred_penalty(). Call it
  // after the forward pass of the points between images, in wgan_blocks().
  double add_wgan_gp(int64_t count);

 private:
  // P(q) of one image, and P'(q).
  struct Term {
    double value;
    double derivative;
  };
  using TermOf = std::function<Term(int64_t sample, double squared_norm)>;

  BlockRange penalized_blocks(int64_t count) const;
  double push(BlockRange of, BlockRange to, int64_t count, const TermOf& term_of);
  void mark_images(BlockRange blocks, int64_t count);

  const Config::Penalty& options_;
  FusedNetwork& discriminator_;
  torch::Tensor gradient_;       // g_0: float32 [samples, width rounded up to 32]
  std::vector<double> values_;   // of each sample
  std::vector<float> is_image_;  // likewise: 1, or 0 for padding
};

}  // namespace gan
