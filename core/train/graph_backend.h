// A step's losses, noise and Adam on a GPU, without waiting for it.
#pragma once

#include <c10/cuda/CUDAStream.h>

#include "core/cuda/losses.h"
#include "core/train/step_backend.h"

namespace gan {

class GraphBackend : public StepBackend {
 public:
  // state   on a GPU; must outlive this object
  // stream  the current one whenever a method is called
  // slots   the most steps between two calls of take_results()
  GraphBackend(TrainState& state, c10::cuda::CUDAStream stream, int64_t slots);

  // Sends what is particular to the next step: its number, and the scalars of both Adams, which it
  // advances. first  see StepParameters
  void start_step(int64_t first, bool trains_generator, double progress);

  // Waits for the steps started since the last call.
  // throws  as Engine::finish() does
  std::vector<StepResult> take_results();

  c10::cuda::CUDAStream stream() const { return stream_; }
  const cuda::StepParameters* parameters() const {
    return static_cast<const cuda::StepParameters*>(parameters_.data_ptr());
  }

  std::unique_ptr<Noise> make_noise(int64_t half, double progress) override;
  torch::Tensor discriminator_loss(const torch::Tensor& logits, const StepInputs& inputs) override;
  torch::Tensor generator_loss(const torch::Tensor& logits, const torch::Tensor& real_logits,
                               const StepInputs& inputs) override;
  void record_penalty(const torch::Tensor& penalty) override;

  // options  not used: start_step() has sent what follows from them
  void update(Adam& adam, const std::vector<torch::Tensor>& gradients,
              const AdamOptions& options) override;

 private:
  struct Started {
    int64_t step;
    bool trains_generator;
    bool is_penalized;
  };

  cuda::StepResults* results() const {
    return static_cast<cuda::StepResults*>(results_.data_ptr());
  }

  TrainState& state_;
  c10::cuda::CUDAStream stream_;
  torch::Tensor parameters_;  // bytes of a StepParameters
  torch::Tensor results_;     // float64 [slots, 6]: StepResults
  std::vector<Started> started_;
};

}  // namespace gan
