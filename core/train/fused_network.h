// One of the two networks in the fused engine: a chain of layers with the buffers between them,
// forward, backward and one step of Adam down its gradient.
#pragma once

#include <vector>

#include "core/kernels/team.h"
#include "core/models/description.h"
#include "core/train/fused_layer.h"

namespace gan {

class FusedNetwork {
 public:
  // adam  of the network's parameters; kernels, team and adam must outlive it
  FusedNetwork(const Kernels& kernels, Team& team, const NetworkDescription& description,
               Adam& adam);

  void resize(int64_t samples);  // a multiple of 32

  Features& input() { return inputs_.front(); }
  const FusedLayer& last_layer() const { return layers_.back(); }

  // By the last layer's output before its activation: where backward() and descend() begin.
  Gradients& output_gradients() { return gradients_.back(); }

  // Into the input, from a block on.
  // rows  float32 [N, width]
  void load(const torch::Tensor& rows, int64_t begin);

  // The output of all samples, into `outputs` from block `begin` on.
  // keep  whether descend() will follow
  void forward(Features& outputs, int64_t begin, bool keep);

  // The same of a network that ends in one logit: of its first blocks, float32.
  void forward_to_logits(int64_t sample_blocks, float* logits);

  // From output_gradients() to the gradients by the first layer's output, for some samples.
  // begin  the block of the kept features that blocks.begin goes with
  void backward(BlockRange blocks, int64_t begin);

  // backward() for the first samples, and one Adam step of every layer. dW is summed over all
  // samples of resize(), those that push_input_gradient() made included; db over the first ones
  // only.
  void descend(int64_t sample_blocks, const AdamOptions& options);

  // Continues backward() to the gradient by the network's input, as that by the output of the
  // network which made the input.
  void backward_to(FusedNetwork& below, BlockRange blocks);

  // The same as plain rows. rows  float32, `stride` apart, one for each sample
  void backward_to_rows(BlockRange blocks, float* rows, int64_t stride);

  // Makes of the samples in `to` what R1 and R2 need (fused_engine.h): their gradients become those
  // of output_gradients() at the features of the samples in `of`, taken back to the input; their
  // features become scale times the gradient by the input, pushed forward through the derivative of
  // each layer.
  // scales   one for each block
  // returns  the sum over samples of scale |gradient by the input|^2
  double push_input_gradient(BlockRange of, BlockRange to, const std::vector<float>& scales);

 private:
  const Kernels& kernels_;
  Team& team_;
  Adam& adam_;
  // Layer i reads inputs_[i]; gradients_[i] is by its output.
  std::vector<FusedLayer> layers_;
  std::vector<Features> inputs_;
  std::vector<Gradients> gradients_;
};

}  // namespace gan
