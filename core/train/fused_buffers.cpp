#include "core/train/fused_buffers.h"

namespace gan {
namespace {

torch::ScalarType type_of(Precision precision) {
  return precision == Precision::kFloat32 ? torch::kFloat32 : torch::kBFloat16;
}

void* element(const torch::Tensor& buffer, int64_t index) {
  return static_cast<char*>(buffer.data_ptr()) + index * buffer.element_size();
}

}  // namespace

void grow(torch::Tensor& buffer, torch::ScalarType type, int64_t elements) {
  if (!buffer.defined() || buffer.numel() < elements) buffer = torch::zeros({elements}, type);
}

Features::Features(Precision precision, int64_t width, bool with_slopes)
    : precision_(precision),
      width_(width),
      padded_width_(round_up_to_block(width)),
      with_slopes_(with_slopes) {}

void Features::resize(int64_t samples) {
  samples_ = samples;
  const int64_t elements = samples * padded_width_;
  grow(sample_panels_, type_of(precision_), elements);
  grow(feature_panels_, type_of(precision_), elements);
  if (with_slopes_) grow(slopes_, torch::kFloat32, elements);
}

void* Features::sample_block_at(int64_t sample_block, int64_t feature_block) const {
  return element(sample_panels_, (sample_block * padded_width_ + feature_block * kBlock) * kBlock);
}

void* Features::feature_block_at(int64_t feature_block, int64_t sample_block) const {
  return element(feature_panels_, (feature_block * samples_ + sample_block * kBlock) * kBlock);
}

float* Features::slopes_at(int64_t feature_block, int64_t sample_block) const {
  if (!with_slopes_) return nullptr;
  return slopes_.data_ptr<float>() + (feature_block * samples_ + sample_block * kBlock) * kBlock;
}

Gradients::Gradients(Precision precision, int64_t width)
    : precision_(precision), padded_width_(round_up_to_block(width)) {}

void Gradients::resize(int64_t samples) {
  samples_ = samples;
  grow(rows_, type_of(precision_), samples * padded_width_);
  grow(transposed_rows_, type_of(precision_), samples * padded_width_);
}

void* Gradients::at(int64_t sample, int64_t feature) const {
  return element(rows_, sample * padded_width_ + feature);
}

void* Gradients::transposed_at(int64_t feature, int64_t sample) const {
  return element(transposed_rows_, feature * samples_ + sample);
}

}  // namespace gan
