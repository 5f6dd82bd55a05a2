#include "core/train/fused_buffers.h"

namespace gan {
namespace {

torch::ScalarType type_of(Precision precision) {
  return precision == Precision::kFloat32 ? torch::kFloat32 : torch::kBFloat16;
}

}  // namespace

void grow(torch::Tensor& buffer, torch::ScalarType type, int64_t elements) {
  if (!buffer.defined() || buffer.numel() < elements) buffer = torch::zeros({elements}, type);
}

void Buffer::resize(int64_t elements) {
  grow(memory_, type_, elements);
  begin_ = static_cast<char*>(memory_.data_ptr());
  element_bytes_ = static_cast<int64_t>(memory_.element_size());
}

Features::Features(Precision precision, int64_t width, bool with_slopes)
    : width_(width),
      padded_width_(round_up_to_block(width)),
      with_slopes_(with_slopes),
      sample_panels_(type_of(precision)),
      feature_panels_(type_of(precision)),
      slopes_(torch::kFloat32) {}

void Features::resize(int64_t samples) {
  samples_ = samples;
  const int64_t elements = samples * padded_width_;
  sample_panels_.resize(elements);
  feature_panels_.resize(elements);
  if (with_slopes_) slopes_.resize(elements);
}

void* Features::sample_block_at(int64_t sample_block, int64_t feature_block) const {
  return sample_panels_.at((sample_block * padded_width_ + feature_block * kBlock) * kBlock);
}

void* Features::feature_block_at(int64_t feature_block, int64_t sample_block) const {
  return feature_panels_.at((feature_block * samples_ + sample_block * kBlock) * kBlock);
}

float* Features::slopes_at(int64_t feature_block, int64_t sample_block) const {
  if (!with_slopes_) return nullptr;
  return static_cast<float*>(
      slopes_.at((feature_block * samples_ + sample_block * kBlock) * kBlock));
}

Gradients::Gradients(Precision precision, int64_t width)
    : precision_(precision),
      padded_width_(round_up_to_block(width)),
      stride_(spread(padded_width_)),
      rows_(type_of(precision)),
      transposed_rows_(type_of(precision)) {}

void Gradients::resize(int64_t samples) {
  transposed_stride_ = spread(samples);
  rows_.resize(samples * stride_);
  transposed_rows_.resize(padded_width_ * transposed_stride_);
}

void* Gradients::at(int64_t sample, int64_t feature) const {
  return rows_.at(sample * stride_ + feature);
}

void* Gradients::transposed_at(int64_t feature, int64_t sample) const {
  return transposed_rows_.at(feature * transposed_stride_ + sample);
}

// The stride of rows of that length. Rows that are whole pages apart compete for the same few
// places of a cache.
int64_t Gradients::spread(int64_t elements) const {
  constexpr int64_t kPageBytes = 4096;
  return elements * bytes_of(precision_) % kPageBytes == 0 ? elements + kBlock : elements;
}

}  // namespace gan
