// The losses of a step, and their gradients, on a GPU.
#pragma once

#include "core/config/choices.h"
#include "core/cuda/step_parameters.h"

namespace gan::cuda {

// The results of a step, in a slot: means over its batch, as in StepResult (core/train/step.h).
struct StepResults {
  double real_loss, fake_loss, real_probability, fake_probability, generator_loss, penalty;
};

// discriminator_loss() of objective.h.
// logits, gradients  [2 count]: of real images first
void discriminator_loss(Objective objective, const float* logits, const float* real_labels,
                        const float* fake_labels, float* gradients, int64_t count,
                        const StepParameters* parameters, StepResults* results, CudaStream stream);

// generator_loss() of objective.h.
// real_logits  null, unless the objective is relativistic
void generator_loss(Objective objective, const float* logits, const float* real_logits,
                    const float* target_labels, float* gradients, int64_t count,
                    const StepParameters* parameters, StepResults* results, CudaStream stream);

void record_penalty(const float* penalty, const StepParameters* parameters, StepResults* results,
                    CudaStream stream);

}  // namespace gan::cuda
