// The parts of a step that depend on where it is computed and on whether the host may wait for it.
#pragma once

#include <memory>
#include <vector>

#include "core/models/noise.h"
#include "core/models/shift.h"
#include "core/train/step.h"

namespace gan {

class StepBackend {
 public:
  // state  must outlive this object
  explicit StepBackend(const TrainState& state)
      : shifter_(state.image_shape, state.config.discriminator.shift, state.device) {}
  virtual ~StepBackend() = default;
  StepBackend(const StepBackend&) = delete;
  StepBackend& operator=(const StepBackend&) = delete;

  // half  of the step: 0 for D's, 1 for G's
  virtual std::unique_ptr<Noise> make_noise(int64_t half, double progress) = 0;

  // Computes D's losses (core/losses/objective.h), and keeps them as part of the step's result.
  // logits   float32 [2N, 1]: of real images first
  // returns  the gradients with respect to them, likewise
  virtual torch::Tensor discriminator_loss(const torch::Tensor& logits,
                                           const StepInputs& inputs) = 0;

  // The same for G.
  // logits       float32 [N, 1]: of generated images
  // real_logits  likewise, for relativistic; else undefined
  virtual torch::Tensor generator_loss(const torch::Tensor& logits,
                                       const torch::Tensor& real_logits,
                                       const StepInputs& inputs) = 0;

  // Keeps a penalty likewise.
  // penalty  a scalar
  virtual void record_penalty(const torch::Tensor& penalty) = 0;

  // Takes a step of one of the state's Adams.
  virtual void update(Adam& adam, const std::vector<torch::Tensor>& gradients,
                      const AdamOptions& options) = 0;

  const Shifter& shifter() const { return shifter_; }

 private:
  Shifter shifter_;
};

}  // namespace gan
