// A linear layer with its activation, forward and backward over blocks of 32 x 32 (kernels.h). With
// X the layer's input [N, in], Y its output [N, out] and W its weight [out, in], the three products
// of a step are
//   Y  = f(X W^T + b)      rows of W    times  X in panels of 32 samples    (K = in)
//   dX = dY W * f'(X)      rows of dY   times  W in panels of 32 inputs     (K = out)
//   dW = dY^T X            rows of dY^T times  X in panels of 32 features   (K = N)
// dW never reaches memory as a whole: a sink takes it block by block.
#pragma once

#include <algorithm>
#include <vector>

#include "core/models/description.h"
#include "core/train/adam.h"
#include "core/train/fused_buffers.h"

namespace gan {

// The sink in which Adam steps by each block of the gradient as it comes. From any thread: no two
// blocks overlap.
struct AdamSink {
  const Kernels& kernels;
  AdamTarget weight;
  AdamTarget bias;
  AdamScalars scalars;

  // gradient  of rows x columns of the weight from [row, column] on, its rows `stride` apart
  void take_weight(const float* gradient, int64_t stride, int64_t row, int64_t column, int64_t rows,
                   int64_t columns) const {
    kernels.adam(gradient, stride, weight.at(row, column), rows, columns, scalars);
  }
  void take_bias(const float* gradient, int64_t row, int64_t rows) const {
    kernels.adam(gradient, 0, bias.at(0, row), 1, rows, scalars);
  }
};

class FusedLayer {
 public:
  // adam   whose parameters 2 index and 2 index + 1 are the layer's weight and bias, float32; it
  //        must outlive the layer
  FusedLayer(const Kernels& kernels, const LayerDescription& description, const Adam& adam,
             size_t index);

  int64_t inputs() const { return inputs_; }
  int64_t outputs() const { return outputs_; }
  BlockActivation activation() const { return activation_; }

  // Each of these is so many independent tasks.

  // y <- f(x W^T + b), for so many blocks of x from its first on, from block y_begin of y on.
  // keep  whether y will be needed in panels of features: by dW, dX
  int64_t forward_tasks(int64_t sample_blocks) const;
  void forward(int64_t task, const Features& x, Features& y, int64_t y_begin, bool keep) const;

  // The same for the last layer of D: logits[s] for each sample, in float32.
  void forward_to_logits(int64_t task, const Features& x, float* logits) const;

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

  // dW = dy^T x over all samples, and db = the sum of dy over the first `bias_samples`, into a sink
  // like AdamSink. After backward, which reads the weights.
  int64_t update_tasks() const;
  template <class Sink>
  void update(int64_t task, const Gradients& dy, const Features& x, int64_t bias_samples,
              const Sink& sink) const;
  AdamSink adam_sink(const AdamScalars& scalars) const {
    return {kernels_, weight_, bias_, scalars};
  }

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
  BlockActivation activation_;
  float negative_slope_;
  AdamTarget weight_;
  AdamTarget bias_;
  torch::Tensor weight_copy_;  // bfloat16 [outputs, inputs rounded up to 32]; none for float32
};

template <class Sink>
void FusedLayer::update(int64_t task, const Gradients& dy, const Features& x, int64_t bias_samples,
                        const Sink& sink) const {
  // Rows as long as can be: Adam then goes along w, m and v as the processor foresees, and finds
  // them twice as fast as block by block.
  constexpr int64_t kColumns = 32 * kBlock;
  alignas(64) float gradient[kBlock * kColumns];
  const int64_t row = task * kernels_.rows;
  const int64_t rows = std::min(kernels_.rows, outputs_ - row);
  for (int64_t column = 0; column < inputs_; column += kColumns) {
    const int64_t columns = std::min(kColumns, inputs_ - column);
    for (int64_t j = 0; j < columns; j += kBlock)
      kernels_.multiply(dy.transposed_row(row), dy.transposed_stride(), rows,
                        x.feature_panel((column + j) / kBlock), x.samples(), gradient + j,
                        kColumns);
    sink.take_weight(gradient, kColumns, row, column, rows, columns);
  }
  for (int64_t i = 0; i < rows; ++i)
    gradient[i] = kernels_.sum(dy.transposed_row(row + i), bias_samples);
  sink.take_bias(gradient, row, rows);
}

}  // namespace gan
