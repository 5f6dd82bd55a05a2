// A linear layer with its activation, forward and backward over blocks of 32 x 32 (kernels.h), and
// the buffers between layers. With X the layer's input [N, in], Y its output [N, out] and W its
// weight [out, in], the three products of a step are
//   Y  = f(X W^T + b)      rows of W   times  X in panels of 32 samples    (K = in)
//   dX = dY W * f'(X)      rows of dY  times  W in panels of 32 inputs     (K = out)
//   dW = dY^T X            rows of dY^T times X in panels of 32 features   (K = N)
// so activations are kept as both kinds of panel and their gradients as both kinds of row, each
// written while its block is in the cache. dW never reaches memory: Adam takes it block by block.
#pragma once

#include <torch/types.h>

#include <vector>

#include "core/kernels/kernels.h"
#include "core/train/adam.h"

namespace gan {

// Makes room for so many elements: zeros once; later contents are whatever was there.
void grow(torch::Tensor& buffer, torch::ScalarType type, int64_t elements);

// A layer's output, or a network's input: [samples, width]. Samples come in blocks of 32.
class Features {
 public:
  Features(Precision precision, int64_t width, bool with_slopes = false);

  void resize(int64_t samples);

  int64_t sample_blocks() const { return samples_ / kBlock; }
  int64_t feature_blocks() const { return padded_width_ / kBlock; }
  int64_t width() const { return width_; }
  int64_t samples() const { return samples_; }

  // 32 samples over all features, and 32 features over all samples; the blocks they consist of.
  void* sample_panel(int64_t sample_block) const { return sample_block_at(sample_block, 0); }
  void* feature_panel(int64_t feature_block) const { return feature_block_at(feature_block, 0); }
  void* sample_block_at(int64_t sample_block, int64_t feature_block) const;
  void* feature_block_at(int64_t feature_block, int64_t sample_block) const;

  // The activation's derivative, laid out as the feature blocks are; null unless kept.
  float* slopes_at(int64_t feature_block, int64_t sample_block) const;

 private:
  Precision precision_;
  int64_t width_;
  int64_t padded_width_;
  bool with_slopes_;
  int64_t samples_ = 0;
  torch::Tensor sample_panels_;
  torch::Tensor feature_panels_;
  torch::Tensor slopes_;
};

// The loss's gradient by a layer's output before its activation: [samples, width] by rows, and
// transposed by rows; 0 for the samples and features that only fill up a block.
class Gradients {
 public:
  Gradients(Precision precision, int64_t width);

  void resize(int64_t samples);

  int64_t stride() const { return padded_width_; }
  int64_t transposed_stride() const { return samples_; }
  void* row(int64_t sample) const { return at(sample, 0); }
  void* transposed_row(int64_t feature) const { return transposed_at(feature, 0); }
  void* at(int64_t sample, int64_t feature) const;
  void* transposed_at(int64_t feature, int64_t sample) const;

 private:
  Precision precision_;
  int64_t padded_width_;
  int64_t samples_ = 0;
  torch::Tensor rows_;
  torch::Tensor transposed_rows_;
};

// Samples, in blocks of 32: those of blocks begin .. end - 1.
struct BlockRange {
  int64_t begin;
  int64_t end;

  int64_t count() const { return end - begin; }
};

class FusedLayer {
 public:
  // adam   whose parameters 2 index and 2 index + 1 are the layer's weight and bias, float32; it
  //        must outlive the layer
  FusedLayer(const Kernels& kernels, const Adam& adam, size_t index, Activation activation,
             double negative_slope);

  int64_t inputs() const { return inputs_; }
  int64_t outputs() const { return outputs_; }
  Activation activation() const { return activation_; }

  // Each of these is so many independent tasks.

  // y <- f(x W^T + b), for so many blocks of x from its first on, from block y_begin of y on.
  // keep  whether y will be needed in panels of features: by dW, dX
  int64_t forward_tasks(int64_t sample_blocks) const;
  void forward(int64_t task, const Features& x, Features& y, int64_t y_begin, bool keep) const;

  // The same for the last layer of D: logits[s] for each sample, in float32.
  void forward_logits(int64_t task, const Features& x, float* logits) const;

  // dx <- dy W * f'(x), f being the activation `below` that gave x, for the samples of `blocks`.
  // x_begin  the block of x that blocks.begin goes with
  int64_t backward_tasks() const { return round_up_to_block(inputs_) / kBlock; }
  void backward(int64_t task, const Gradients& dy, BlockRange blocks, const Features& x,
                int64_t x_begin, const FusedLayer& below, Gradients& dx) const;

  // dx <- dy W, float32 by rows, `stride` apart, for the first samples. In backward_tasks() tasks.
  void backward_to_rows(int64_t task, const Gradients& dy, BlockRange blocks, float* dx,
                        int64_t stride) const;

  // For the first layer, with g = dy W the gradient by the network's input: u <- scale g, in the
  // same blocks. In backward_tasks() tasks.
  // scales   one for each block of `blocks`
  // returns  sum over the task's features of scale |g|^2
  double backward_to_input(int64_t task, const Gradients& dy, BlockRange blocks,
                           const std::vector<float>& scales, Features& u) const;

  // v <- u W^T * f'(y): how y, in blocks from y_begin on, changes as the layer's input changes by
  // u, for the samples of `blocks` of u and v. In forward_tasks(blocks.count()) tasks.
  // y, v  the same features, other blocks of them
  void push_forward(int64_t task, const Features& u, BlockRange blocks, Features& y_and_v,
                    int64_t y_begin) const;

  // W and b one Adam step on, by dW = dy^T x over all samples and db = sum of dy over the first
  // `bias_samples`. After backward.
  int64_t update_tasks() const;
  void update(int64_t task, const Gradients& dy, const Features& x, int64_t bias_samples,
              const AdamScalars& scalars) const;

 private:
  template <class Use>
  void for_each_input_gradient(int64_t task, const Gradients& dy, BlockRange blocks,
                               const Use& use) const;
  const void* weight_row(int64_t row) const;
  int64_t weight_stride() const;
  int64_t depth(int64_t count) const;
  void multiply(int64_t row, int64_t rows, const Features& x, int64_t sample_block,
                float* block) const;

  const Kernels& kernels_;
  int64_t inputs_;
  int64_t outputs_;
  Activation activation_;
  float negative_slope_;
  AdamTarget weight_;
  AdamTarget bias_;
  torch::Tensor weight_copy_;  // bfloat16 [outputs, inputs rounded up to 32]; none for float32
};

}  // namespace gan
