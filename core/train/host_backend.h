// Computes losses on the CPU, and draws there, wherever the networks are.
#pragma once

#include "core/train/step_backend.h"

namespace gan {

class HostBackend : public StepBackend {
 public:
  // state  must outlive this object
  explicit HostBackend(const TrainState& state) : StepBackend(state), state_(state) {}

  std::unique_ptr<Noise> make_noise(int64_t half, double progress) override;
  torch::Tensor discriminator_loss(const torch::Tensor& logits, const StepInputs& inputs,
                                   StepResult& result) override;
  torch::Tensor generator_loss(const torch::Tensor& logits, const torch::Tensor& real_logits,
                               const StepInputs& inputs, StepResult& result) override;
  void record_penalty(const torch::Tensor& penalty, StepResult& result) override;
  void update(Adam& adam, const std::vector<torch::Tensor>& gradients,
              const AdamOptions& options) override {
    adam.step(gradients, options);
  }

 private:
  const TrainState& state_;
};

}  // namespace gan
