// A linear layer with its activation, forward and backward over blocks of 32 x 32 (kernels.h). With
// X the layer's input [N, in], Y its output [N, out] and W its weight [out, in], the three products
// of a step are
//   Y  = f(X W^T + b)      rows of W    times  X in panels of 32 samples    (K = in)
//   dX = dY W * f'(X)      rows of dY   times  W in panels of 32 inputs     (K = out)
//   dW = dY^T X            rows of dY^T times  X in panels of 32 features   (K = N)
// dW is never in memory as a whole: a sink takes it block by block.
//
// A first layer that sees the class of each sample has one more column of W for each class. It is
// the product with a one-hot vector, so a bias that depends on the class: it is added to Y, and its
// gradient is the sum of dY over the samples of that class.
#pragma once

#include <algorithm>
#include <vector>

#include "core/models/description.h"
#include "core/train/adam.h"
#include "core/train/fused_buffers.h"
#include "core/train/fused_noise.h"

namespace gan {

// A sink that applies Adam to each block of the gradient as it arrives. Any thread may call it,
// because blocks do not overlap.
struct AdamSink {
  const Kernels& kernels;
  AdamTarget weight;
  AdamTarget class_weight;  // the columns of W for the classes
  AdamTarget bias;
  AdamScalars scalars;

  // Asks for what take_weight() will need, while there is something else to compute.
  void prefetch_weight(int64_t row, int64_t column, int64_t rows, int64_t columns) const {
    prefetch(weight.at(row, column), rows, columns);
  }
  // gradient  of rows x columns of the weight, from [row, column] on; its rows are `stride` apart
  void take_weight(const float* gradient, int64_t stride, int64_t row, int64_t column, int64_t rows,
                   int64_t columns) const {
    kernels.adam(gradient, stride, weight.at(row, column), rows, columns, scalars);
  }
  // The same for the classes' columns.
  void take_classes(const float* gradient, int64_t stride, int64_t row, int64_t column,
                    int64_t rows, int64_t columns) const {
    kernels.adam(gradient, stride, class_weight.at(row, column), rows, columns, scalars);
  }
  void take_bias(const float* gradient, int64_t row, int64_t rows) const {
    kernels.adam(gradient, 0, bias.at(0, row), 1, rows, scalars);
  }
};

class FusedLayer {
 public:
  // adam   its parameters 2 index and 2 index + 1 are the layer's weight and bias, float32; it must
  //        outlive the layer
  FusedLayer(const Kernels& kernels, const LayerDescription& description, const Adam& adam,
             size_t index);

  int64_t inputs() const { return inputs_; }
  int64_t outputs() const { return outputs_; }
  bool stores_slopes() const { return activation_ == BlockActivation::kSilu || dropout_ > 0; }

  // block[i, j] <- block[i, j] times the derivative of the layer's output, dropout included, for
  // sample i of a block and feature j of another.
  void multiply_by_slope(float* block, const Features& output, int64_t feature_block,
                         int64_t sample_block) const;

  // Each operation below is split into independent tasks; a function *_tasks() gives their number.

  // y <- f(x W^T + b), for the first `sample_blocks` blocks of x, into y from block y_begin on. In
  // forward_tasks(sample_blocks) tasks.
  // classes  of x's samples, read only by a layer that sees classes
  // noise    of x's blocks, read only by a layer with dropout
  // keep     whether to store y as panels of features as well, for dW and dX
  int64_t forward_tasks(int64_t sample_blocks) const;
  void forward(int64_t task, BlockRange blocks, const Features& x, const int32_t* classes,
               const BlockNoise* noise, Features& y, int64_t y_begin, bool keep) const;

  // The same for the last layer of D: logits[s] for each sample, in float32.
  void forward_to_logits(int64_t block, const Features& x, const int32_t* classes,
                         float* logits) const;

  // dx <- dy W * f'(x) for the samples of `blocks`, with f the activation of `below`, which made x.
  // x_begin  the block of x that belongs to blocks.begin
  // panel    memory of the calling thread alone, panel_elements()
  int64_t panel_elements() const { return round_up_to_block(outputs_) * kBlock; }
  int64_t backward_tasks() const { return round_up_to_block(inputs_) / kBlock; }
  void backward(int64_t task, const Gradients& dy, BlockRange blocks, const Features& x,
                int64_t x_begin, const FusedLayer& below, float* panel, Gradients& dx) const;

  // dx <- dy W for the samples of `blocks`, as float32 rows `stride` apart. In backward_tasks()
  // tasks.
  void backward_to_rows(int64_t task, const Gradients& dy, BlockRange blocks, float* panel,
                        float* dx, int64_t stride) const;

  // v <- u W^T * f'(y): the change of y if the layer's input changes by u. In
  // forward_tasks(blocks.count()) tasks.
  // blocks   the samples of u and v
  // y_and_v  holds both: v in `blocks`, and y in the blocks from y_begin on, which may be the same
  void push_forward(int64_t task, const Features& u, BlockRange blocks, Features& y_and_v,
                    int64_t y_begin) const;

  // Passes dW = dy^T x over all samples, and db = the sum of dy over the first `bias_samples`, to a
  // sink such as AdamSink; the gradients of the classes' columns are sums over the same samples.
  // Call it after backward(), which reads the weights.
  int64_t update_tasks(const Features& x) const;
  template <class Sink>
  void update(int64_t task, const Gradients& dy, const Features& x, const int32_t* classes,
              int64_t bias_samples, const Sink& sink) const;
  AdamSink adam_sink(const AdamScalars& scalars) const {
    return {kernels_, weight_, class_weight_, bias_, scalars};
  }

 private:
  template <class Use>
  void for_each_input_gradient(int64_t task, const Gradients& dy, BlockRange blocks, float* panel,
                               const Use& use) const;
  const void* weight_row(int64_t row) const;
  int64_t weight_stride() const;
  int64_t depth(int64_t count) const;
  int64_t update_rows(const Features& x) const;
  void multiply(int64_t row, int64_t rows, const Features& x, int64_t sample_block,
                float* block) const;
  void add_classes(int64_t row, int64_t rows, const int32_t* classes, float* block) const;
  void drop_out(const BlockNoise& noise, int64_t row, float* block, float* slopes) const;

  const Kernels& kernels_;
  size_t index_;
  int64_t inputs_;
  int64_t outputs_;
  int64_t classes_;
  BlockActivation activation_;
  float negative_slope_;
  double dropout_;
  AdamTarget weight_;
  AdamTarget class_weight_;  // never rounded, as biases are not
  AdamTarget bias_;
  torch::Tensor weight_copy_;  // bfloat16 [outputs, inputs rounded up to 32]; undefined in float32
};

template <class Sink>
void FusedLayer::update(int64_t task, const Gradients& dy, const Features& x,
                        const int32_t* classes, int64_t bias_samples, const Sink& sink) const {
  // Adam waits for memory, a product does not: so w, m and v are on their way meanwhile.
  constexpr int64_t kColumns = 32 * kBlock;
  alignas(64) float gradient[kBlock * kColumns];
  const int64_t row = task * update_rows(x);
  const int64_t rows = std::min(update_rows(x), outputs_ - row);
  for (int64_t column = 0; column < inputs_; column += kColumns) {
    const int64_t columns = std::min(kColumns, inputs_ - column);
    for (int64_t j = 0; j < columns; j += kBlock) {
      sink.prefetch_weight(row, column + j, rows, std::min(kBlock, columns - j));
      kernels_.multiply(dy.transposed_row(row), dy.transposed_stride(), rows,
                        x.feature_panel((column + j) / kBlock), x.samples(), gradient + j,
                        kColumns);
    }
    sink.take_weight(gradient, kColumns, row, column, rows, columns);
  }
  for (int64_t first = 0; first < classes_; first += kColumns) {
    const int64_t columns = std::min(kColumns, classes_ - first);
    for (int64_t i = 0; i < rows; ++i)
      kernels_.sum_classes(dy.transposed_row(row + i), classes, bias_samples, first, columns,
                           gradient + i * kColumns);
    sink.take_classes(gradient, kColumns, row, first, rows, columns);
  }
  for (int64_t i = 0; i < rows; ++i)
    gradient[i] = kernels_.sum(dy.transposed_row(row + i), bias_samples);
  sink.take_bias(gradient, row, rows);
}

}  // namespace gan
