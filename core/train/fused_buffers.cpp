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
    : padded_width_(round_up_to_block(width)),
      rows_(type_of(precision)),
      transposed_rows_(type_of(precision)) {}

void Gradients::resize(int64_t samples) {
  samples_ = samples;
  rows_.resize(samples * padded_width_);
  transposed_rows_.resize(samples * padded_width_);
}

void* Gradients::at(int64_t sample, int64_t feature) const {
  return rows_.at(sample * padded_width_ + feature);
}

void* Gradients::transposed_at(int64_t feature, int64_t sample) const {
  return transposed_rows_.at(feature * samples_ + sample);
}

}  // namespace gan
