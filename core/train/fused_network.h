// One of the two networks in the fused engine: a chain of layers and the buffers between them, with
// forward pass, backward pass and Adam step.
#pragma once

#include <algorithm>
#include <vector>

#include "core/kernels/team.h"
#include "core/models/description.h"
#include "core/train/fused_layer.h"

namespace gan {

class FusedNetwork {
 public:
  // adam  of the network's parameters; kernels, team and adam must outlive the network
  FusedNetwork(const Kernels& kernels, Team& team, const NetworkDescription& description,
               Adam& adam);

  void resize(int64_t samples);  // a multiple of 32

  Features& input() { return inputs_.front(); }
  const FusedLayer& last_layer() const { return layers_.back(); }

  // With respect to the last layer's output before its activation: the input of backward() and
  // descend().
  Gradients& output_gradients() { return gradients_.back(); }

  // Loads rows into the input, from block `begin` on.
  // rows  float32 [N, width]
  void load(const torch::Tensor& rows, int64_t begin);

  // The same for rows that are made block by block.
  // rows_of(block)  float32 [32, width], `stride` apart, of which the last block may lack some; any
  //                 thread calls it
  template <class RowsOf>
  void load(int64_t count, int64_t begin, int64_t stride, const RowsOf& rows_of) {
    team_.for_each(round_up_to_block(count) / kBlock, [&](int64_t block) {
      load_block(rows_of(block), stride, std::min(kBlock, count - block * kBlock), begin + block);
    });
  }

  // Sets the classes of samples, from block `begin` on.
  // classes  int64 [N]; undefined if the network sees none
  void set_classes(const torch::Tensor& classes, int64_t begin);

  // Has dropout in `blocks`, which hold samples of a pass from its number `sample` on.
  // pass  null: no dropout
  void set_noise(BlockRange blocks, const NoisePass* pass, int64_t sample);

  // Computes the output of all samples, into `outputs` from block `begin` on.
  // keep  whether descend() will follow
  void forward(Features& outputs, int64_t begin, bool keep);

  // The same for a network that ends in one logit, for samples of `blocks`.
  // logits  float32, of all samples of the network
  void forward_to_logits(BlockRange blocks, float* logits);

  // Stores the loss's gradients with respect to these logits as output_gradients().
  // gradients  float32, of the samples of `blocks`
  void store_logit_gradients(BlockRange blocks, const float* gradients);

  // Backpropagates from output_gradients() to the first layer's output, for samples of `blocks`.
  // begin  the block of the stored features that belongs to blocks.begin
  void backward(BlockRange blocks, int64_t begin);

  // backward() for the first samples, and one Adam step of every layer. dW is summed over all
  // samples of resize(), including those made by push_input_gradient(); db only over the first.
  void descend(int64_t sample_blocks, const AdamOptions& options);

  // Continues backward() to the network's input, which is the output of `below`, and stores the
  // result as output_gradients() of `below`.
  void backward_to(FusedNetwork& below, BlockRange blocks);

  // Continues backward() to the network's input, and stores the result as plain rows.
  // rows  float32, `stride` apart, one for each sample of `blocks`
  void backward_to_rows(BlockRange blocks, float* rows, int64_t stride);

  // Pushes the input of the samples in `to` forward through the derivative of each layer at the
  // features of as many samples from block `begin` on, which may be the same: v in fused_penalty.h.
  void push_forward(BlockRange to, int64_t begin);

 private:
  float* panel() const;
  void load_block(const float* rows, int64_t stride, int64_t count, int64_t block);

  const Kernels& kernels_;
  Team& team_;
  Adam& adam_;
  // Layer i reads inputs_[i]; gradients_[i] is with respect to its output.
  std::vector<FusedLayer> layers_;
  std::vector<Features> inputs_;
  std::vector<Gradients> gradients_;
  std::vector<int32_t> classes_;   // of each sample; any of them for padding
  std::vector<BlockNoise> noise_;  // of each block
  torch::Tensor panels_;  // [threads, the most that a layer needs]; tasks must not allocate
};

}  // namespace gan
