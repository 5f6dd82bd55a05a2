#include "core/train/fused_layer.h"

#include <algorithm>

#include "core/base/divide_up.h"

namespace gan {
namespace {

BlockActivation block_activation(const std::optional<Activation>& activation) {
  if (!activation) return BlockActivation::kNone;
  switch (*activation) {
    case Activation::kLeakyRelu:
    case Activation::kRelu:
      return BlockActivation::kLeakyRelu;
    case Activation::kElu:
      return BlockActivation::kElu;
    case Activation::kSilu:
      return BlockActivation::kSilu;
    case Activation::kTanh:
      return BlockActivation::kTanh;
  }
  return BlockActivation::kNone;
}

}  // namespace

FusedLayer::FusedLayer(const Kernels& kernels, const LayerDescription& description,
                       const Adam& adam, size_t index)
    : kernels_(kernels),
      index_(index),
      inputs_(description.inputs),
      outputs_(description.outputs),
      classes_(description.classes),
      activation_(block_activation(description.activation)),
      negative_slope_(description.activation == Activation::kLeakyRelu
                          ? static_cast<float>(description.negative_slope)
                          : 0),
      dropout_(description.dropout),
      weight_(adam.target(2 * index, inputs_ + classes_)),
      class_weight_(weight_.at(0, inputs_)),
      bias_(adam.target(2 * index + 1, outputs_)) {
  if (kernels_.precision == Precision::kFloat32) return;
  weight_.copy_stride = round_up_to_block(inputs_);
  weight_copy_ = torch::zeros({outputs_, weight_.copy_stride}, torch::kBFloat16);
  weight_.bfloat16_copy = static_cast<uint16_t*>(weight_copy_.data_ptr());
  for (int64_t i = 0; i < outputs_; ++i)
    kernels_.to_bfloat16(weight_.parameter + i * weight_.stride, inputs_,
                         weight_.bfloat16_copy + i * weight_.copy_stride);
}

const void* FusedLayer::weight_row(int64_t row) const {
  if (weight_.bfloat16_copy) return weight_.bfloat16_copy + row * weight_.copy_stride;
  return weight_.parameter + row * weight_.stride;
}

int64_t FusedLayer::weight_stride() const {
  return weight_.bfloat16_copy ? weight_.copy_stride : weight_.stride;
}

// Products in bfloat16 take pairs, so their depth is even.
int64_t FusedLayer::depth(int64_t count) const {
  return kernels_.precision == Precision::kFloat32 ? count : (count + 1) / 2 * 2;
}

void FusedLayer::multiply(int64_t row, int64_t rows, const Features& x, int64_t sample_block,
                          float* block) const {
  kernels_.multiply(weight_row(row), weight_stride(), rows, x.sample_panel(sample_block),
                    depth(inputs_), block, kBlock);
}

// classes  of the block's samples
void FusedLayer::add_classes(int64_t row, int64_t rows, const int32_t* classes,
                             float* block) const {
  if (classes_ == 0) return;
  kernels_.add_classes(block, rows, class_weight_.parameter + row * class_weight_.stride,
                       class_weight_.stride, classes);
}

// Tasks with the same rows of W follow each other: the rows stay in the core's cache, and it is the
// core that updates them (Team).
int64_t FusedLayer::forward_tasks(int64_t sample_blocks) const {
  return sample_blocks * divide_up(outputs_, kBlock);
}

void FusedLayer::forward(int64_t task, BlockRange blocks, const Features& x, const int32_t* classes,
                         const BlockNoise* noise, Features& y, int64_t y_begin, bool keep) const {
  alignas(64) float block[kBlockElements];
  alignas(64) float slopes[kBlockElements];
  const int64_t row_block = task / blocks.count();
  const int64_t row = row_block * kBlock;
  const int64_t rows = std::min(kBlock, outputs_ - row);
  const int64_t x_block = blocks.begin + task % blocks.count();
  const int64_t y_block = y_begin + task % blocks.count();
  float* const kept_slopes = keep ? y.slopes_at(row_block, y_block) : nullptr;
  multiply(row, rows, x, x_block, block);
  kernels_.prefetch_for_store(y.sample_block_at(y_block, row_block), kBlock);
  if (keep) kernels_.prefetch_for_store(y.feature_block_at(row_block, y_block), kBlock);
  add_classes(row, rows, classes + x_block * kBlock, block);
  kernels_.activate(block, rows, bias_.parameter + row, activation_, negative_slope_,
                    kept_slopes ? slopes : nullptr);
  if (dropout_ > 0 && noise[x_block].pass)
    drop_out(noise[x_block], row, block, kept_slopes ? slopes : nullptr);
  kernels_.store_panel(block, y.sample_block_at(y_block, row_block));
  if (keep) kernels_.store_panel_transposed(block, y.feature_block_at(row_block, y_block));
  if (kept_slopes)
    for (int64_t i = 0; i < kBlockElements; ++i)
      kept_slopes[i] = slopes[i % kBlock * kBlock + i / kBlock];
}

// Multiplies rows of features [32, 32 samples], and their slopes if not null, by dropout's mask.
void FusedLayer::drop_out(const BlockNoise& noise, int64_t row, float* block, float* slopes) const {
  const int64_t rows = std::min(kBlock, outputs_ - row);
  for (int64_t sample = 0; sample < kBlock; ++sample) {
    float mask[kBlock];
    noise.pass->fill_mask(index_, noise.sample + sample, row, rows, mask);
    for (int64_t i = 0; i < rows; ++i) {
      block[i * kBlock + sample] *= mask[i];
      if (slopes) slopes[i * kBlock + sample] *= mask[i];
    }
  }
}

void FusedLayer::forward_to_logits(int64_t block, const Features& x, const int32_t* classes,
                                   float* logits) const {
  alignas(64) float product[kBlockElements];
  multiply(0, 1, x, block, product);
  add_classes(0, 1, classes + block * kBlock, product);
  for (int64_t s = 0; s < kBlock; ++s) logits[block * kBlock + s] = product[s] + bias_.parameter[0];
}

void FusedLayer::multiply_by_slope(float* block, const Features& output, int64_t feature_block,
                                   int64_t sample_block) const {
  if (const float* const slopes = output.slopes_at(feature_block, sample_block))
    for (int64_t i = 0; i < kBlockElements; ++i) block[i] *= slopes[i];
  else
    kernels_.multiply_by_slope(block, output.feature_block_at(feature_block, sample_block),
                               activation_, negative_slope_);
}

// Computes dy W for 32 of the layer's inputs, and calls use(sample_block, float [32, 32]) for each
// block of samples.
template <class Use>
void FusedLayer::for_each_input_gradient(int64_t task, const Gradients& dy, BlockRange blocks,
                                         float* panel, const Use& use) const {
  alignas(64) float block[kBlockElements];
  const int64_t column = task * kBlock;
  const int64_t element_bytes = bytes_of(kernels_.precision);
  kernels_.pack_panel(static_cast<const char*>(weight_row(0)) + column * element_bytes,
                      weight_stride(), outputs_, std::min(kBlock, inputs_ - column), panel);
  for (int64_t sample_block = blocks.begin; sample_block < blocks.end; ++sample_block) {
    kernels_.multiply(dy.row(sample_block * kBlock), dy.stride(), kBlock, panel, depth(outputs_),
                      block, kBlock);
    use(sample_block, block);
  }
}

void FusedLayer::backward(int64_t task, const Gradients& dy, BlockRange blocks, const Features& x,
                          int64_t x_begin, const FusedLayer& below, float* panel,
                          Gradients& dx) const {
  const int64_t column = task * kBlock;
  for_each_input_gradient(task, dy, blocks, panel, [&](int64_t sample_block, float* block) {
    const int64_t sample = sample_block * kBlock;
    kernels_.prefetch_for_store(dx.at(sample, column), dx.stride());
    kernels_.prefetch_for_store(dx.transposed_at(column, sample), dx.transposed_stride());
    below.multiply_by_slope(block, x, task, x_begin + sample_block - blocks.begin);
    kernels_.store_rows(block, dx.at(sample, column), dx.stride());
    kernels_.store_rows_transposed(block, dx.transposed_at(column, sample), dx.transposed_stride());
  });
}

void FusedLayer::backward_to_rows(int64_t task, const Gradients& dy, BlockRange blocks,
                                  float* panel, float* dx, int64_t stride) const {
  for_each_input_gradient(task, dy, blocks, panel, [&](int64_t sample_block, const float* block) {
    float* const rows = dx + (sample_block - blocks.begin) * kBlock * stride + task * kBlock;
    for (int64_t i = 0; i < kBlock; ++i) std::copy_n(block + i * kBlock, kBlock, rows + i * stride);
  });
}

void FusedLayer::push_forward(int64_t task, const Features& u, BlockRange blocks, Features& y_and_v,
                              int64_t y_begin) const {
  alignas(64) float block[kBlockElements];
  const int64_t row_block = task / blocks.count();
  const int64_t rows = std::min(kBlock, outputs_ - row_block * kBlock);
  const int64_t v_block = blocks.begin + task % blocks.count();
  const int64_t y_block = y_begin + task % blocks.count();
  multiply(row_block * kBlock, rows, u, v_block, block);
  std::fill(block + rows * kBlock, block + kBlockElements, 0.0F);
  if (const float* const slopes = y_and_v.slopes_at(row_block, y_block))
    for (int64_t i = 0; i < kBlockElements; ++i)
      block[i] *= slopes[i % kBlock * kBlock + i / kBlock];
  else
    kernels_.multiply_by_slope(block, y_and_v.sample_block_at(y_block, row_block), activation_,
                               negative_slope_);
  kernels_.store_panel(block, y_and_v.sample_block_at(v_block, row_block));
  kernels_.store_panel_transposed(block, y_and_v.feature_block_at(row_block, v_block));
}

// Of dW, at a time. All of x is read for each group of rows, so they are few only if x stays in the
// core's cache.
int64_t FusedLayer::update_rows(const Features& x) const {
  constexpr int64_t kCacheBytes = 1 << 19;
  const int64_t bytes = x.samples() * inputs_ * bytes_of(kernels_.precision);
  return bytes <= kCacheBytes ? kernels_.rows : kBlock;
}

int64_t FusedLayer::update_tasks(const Features& x) const {
  return divide_up(outputs_, update_rows(x));
}

}  // namespace gan
