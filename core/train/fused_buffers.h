// The buffers between the layers of the fused engine, in blocks of 32 x 32 (kernels.h). Activations
// are stored as panels of samples and of features, and their gradients as rows and as transposed
// rows, each written while its block is in the cache. Buffers are reused, and grow when needed.
#pragma once

#include <torch/types.h>

#include "core/kernels/kernels.h"

namespace gan {

// Makes room for this many elements: a new buffer is all zeros, one that is large enough is kept.
void grow(torch::Tensor& buffer, torch::ScalarType type, int64_t elements);

// Such a buffer, of which each block takes an address.
class Buffer {
 public:
  explicit Buffer(torch::ScalarType type) : type_(type) {}

  void resize(int64_t elements);
  void* at(int64_t element) const { return begin_ + element * element_bytes_; }

 private:
  torch::ScalarType type_;
  torch::Tensor memory_;
  char* begin_ = nullptr;
  int64_t element_bytes_ = 0;
};

// A layer's output, or a network's input: [samples, width]. Samples come in blocks of 32.
class Features {
 public:
  Features(Precision precision, int64_t width, bool with_slopes = false);

  void resize(int64_t samples);

  int64_t sample_blocks() const { return samples_ / kBlock; }
  int64_t feature_blocks() const { return padded_width_ / kBlock; }
  int64_t width() const { return width_; }
  int64_t samples() const { return samples_; }

  // The panel of 32 samples over all features, the panel of 32 features over all samples, and the
  // blocks that they consist of.
  void* sample_panel(int64_t sample_block) const { return sample_block_at(sample_block, 0); }
  void* feature_panel(int64_t feature_block) const { return feature_block_at(feature_block, 0); }
  void* sample_block_at(int64_t sample_block, int64_t feature_block) const;
  void* feature_block_at(int64_t feature_block, int64_t sample_block) const;

  // The activation's derivative, in the same order as the feature blocks; null if not with_slopes.
  float* slopes_at(int64_t feature_block, int64_t sample_block) const;

 private:
  int64_t width_;
  int64_t padded_width_;
  bool with_slopes_;
  int64_t samples_ = 0;
  Buffer sample_panels_;
  Buffer feature_panels_;
  Buffer slopes_;
};

// The loss's gradient with respect to a layer's output before its activation: [samples, width] as
// rows, and its transpose as rows; 0 for samples and features that are padding.
class Gradients {
 public:
  Gradients(Precision precision, int64_t width);

  void resize(int64_t samples);

  int64_t stride() const { return stride_; }
  int64_t transposed_stride() const { return transposed_stride_; }
  void* row(int64_t sample) const { return at(sample, 0); }
  void* transposed_row(int64_t feature) const { return transposed_at(feature, 0); }
  void* at(int64_t sample, int64_t feature) const;
  void* transposed_at(int64_t feature, int64_t sample) const;

 private:
  int64_t spread(int64_t elements) const;

  Precision precision_;
  int64_t padded_width_;
  int64_t stride_;
  int64_t transposed_stride_ = 0;
  Buffer rows_;
  Buffer transposed_rows_;
};

// The samples of blocks begin .. end - 1, in blocks of 32.
struct BlockRange {
  int64_t begin;
  int64_t end;

  int64_t count() const { return end - begin; }
};

}  // namespace gan
