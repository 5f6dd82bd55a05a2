// Training steps of two MLPs on the CPU without LibTorch's operators. Buffers are reused, with no
// allocation per step, and Adam is applied to each block of a weight's gradient as soon as it is
// computed. The parameters remain those of the state's modules. In bfloat16, the operands of all
// products are rounded; sums, losses, weights and moments are float32. The results have the same
// bits for any number of threads.
#pragma once

#include <vector>

#include "core/kernels/team.h"
#include "core/losses/objective.h"
#include "core/train/engine.h"
#include "core/train/fused_augmentation.h"
#include "core/train/fused_network.h"
#include "core/train/fused_noise.h"
#include "core/train/fused_penalty.h"

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
  StepResult discriminator_losses(const StepInputs& inputs, bool is_penalized);
  double generator_loss(const StepInputs& inputs);
  double add_penalties(const StepInputs& inputs);
  void resize(int64_t generated, int64_t discriminated);
  bool augments(const StepDraws& draws) const;
  void load_real(const Batch& real, int64_t begin, const Augmentation& augmentation);
  void load_generated(const StepDraws& draws, int64_t begin, const Augmentation& augmentation,
                      bool keep);
  void load_between(const StepInputs& inputs, BlockRange blocks);
  Logits logits(int64_t begin, int64_t count);

  Team team_;
  FusedNetwork generator_;
  FusedNetwork discriminator_;
  FusedAugmentation augmentation_;
  FusedPenalty penalty_;
  FusedNoise noise_;
  std::vector<float> logits_;           // of D's samples
  std::vector<float> logit_gradients_;  // likewise
};

}  // namespace gan
