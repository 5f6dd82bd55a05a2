// Computes losses on the CPU, and draws there, wherever the networks are.
#pragma once

#include <utility>

#include "core/train/step_backend.h"

namespace gan {

class HostBackend : public StepBackend {
 public:
  // state  must outlive this object
  explicit HostBackend(const TrainState& state) : StepBackend(state), state_(state) {}

  std::unique_ptr<Noise> make_noise(int64_t half, double progress) override;

  // Both losses, and a penalty, are checked at once.
  // throw  DivergedError if they are not finite
  torch::Tensor discriminator_loss(const torch::Tensor& logits, const StepInputs& inputs) override;
  torch::Tensor generator_loss(const torch::Tensor& logits, const torch::Tensor& real_logits,
                               const StepInputs& inputs) override;
  void record_penalty(const torch::Tensor& penalty) override;

  void update(Adam& adam, const std::vector<torch::Tensor>& gradients,
              const AdamOptions& options) override {
    adam.step(gradients, options);
  }

  // What the step measured. The next one begins with an empty result.
  StepResult take_result() { return std::exchange(result_, {}); }

 private:
  const TrainState& state_;
  StepResult result_;
};

}  // namespace gan
