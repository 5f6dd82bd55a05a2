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

#include "core/train/fused_network.h"

namespace gan {

class FusedPenalty {
 public:
  // P(q) of one image, and P'(q).
  struct Term {
    double value;
    double derivative;
  };
  using TermOf = std::function<Term(int64_t sample, double squared_norm)>;

  // discriminator  must outlive this object
  explicit FusedPenalty(FusedNetwork& discriminator) : discriminator_(discriminator) {}

  // Makes the samples in `to` those of the penalties at the images in `of`, through which D's
  // forward pass went; `to` may be the same, if D's forward pass is needed for nothing else.
  // Call it when output_gradients() of `to` is 1 for the penalised images, 0 for padding.
  // term_of  of a sample, counted from the begin of `to`; called for padding too, by any thread
  // returns  the values of all samples, padding too, added up
  double push(BlockRange of, BlockRange to, const TermOf& term_of);

 private:
  FusedNetwork& discriminator_;
  torch::Tensor gradient_;      // g_0: float32 [samples, width rounded up to 32]
  std::vector<double> values_;  // of each sample
};

}  // namespace gan
