// The buffers between the layers of the fused engine, in blocks of 32 x 32 (kernels.h). Activations
// are kept as both kinds of panel and their gradients as both kinds of row, each written while its
// block is in the cache. Buffers stay from step to step, and grow where a step needs more.
#pragma once

#include <torch/types.h>

#include "core/kernels/kernels.h"

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

}  // namespace gan
