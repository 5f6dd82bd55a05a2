// Training steps of two MLPs on the CPU without LibTorch's operators. Buffers are reused, with no
// allocation per step, and Adam is applied to each block of a weight's gradient as soon as it is
// computed. The parameters remain those of the state's modules. In bfloat16, the operands of all
// products are rounded; sums, losses, weights and moments are float32. The results have the same
// bits for any number of threads.
//
// R1 and R2 need no autograd where D is piecewise linear. With s_i the slopes of layer i's
// activation at an image x, the gradient g of D(x) is computed by backpropagation, from g_L = 1 to
// g_0, the gradient with respect to x:
//   g_{i-1} = (W_i^T g_i) * s_{i-1}
// The penalty c/2 |g_0|^2 depends on each W_i only through g_0. Its gradient with respect to W_i is
// g_i v_{i-1}^T, where v is computed forward, like a small change of x:
//   v_0 = c g_0,  v_i = (W_i v_{i-1}) * s_i
// So a penalised image is one more sample of each dW = dY^T X, with g as its dY and v as its X. It
// does not affect the biases, nor the classes' columns, which are biases too.
#pragma once

#include <vector>

#include "core/kernels/team.h"
#include "core/losses/objective.h"
#include "core/train/engine.h"
#include "core/train/fused_network.h"
#include "core/train/fused_shift.h"

namespace gan {

// The path of a setting in `config` that this engine does not support; null if it supports all.
const char* find_unsupported_setting(const Config& config);

class FusedEngine : public Engine {
 public:
  // state  on the CPU; must outlive the engine
  FusedEngine(TrainState& state, const Kernels& kernels, int threads);

  StepResult step(const StepInputs& inputs) override;
  StepResult validate(const StepInputs& inputs) override;
  void for_each(int64_t count, const std::function<void(int64_t)>& task) override {
    team_.for_each(count, task);
  }

 private:
  StepResult discriminator_losses(const StepInputs& inputs, BlockRange penalized);
  double generator_loss(const StepInputs& inputs);
  BlockRange penalized_blocks(int64_t count) const;
  double add_penalty(BlockRange penalized, int64_t count);
  void resize(int64_t generated, int64_t discriminated, int64_t penalized);
  void load_real(const Batch& real, int64_t begin, const torch::Tensor& shifts);
  void load_generated(const StepDraws& draws, int64_t begin, const torch::Tensor& shifts,
                      bool keep);
  Logits logits(int64_t begin, int64_t count);
  void store_logit_gradients(BlockRange blocks);

  TrainState& state_;
  const Kernels& kernels_;
  Team team_;
  FusedNetwork generator_;
  FusedNetwork discriminator_;
  FusedShift shift_;
  std::vector<float> logits_;           // of D's samples
  std::vector<float> logit_gradients_;  // likewise
};

}  // namespace gan
