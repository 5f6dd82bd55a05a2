#include "core/cuda/launch.h"
#include "core/cuda/losses.h"
#include "core/losses/objective_terms.h"

namespace gan::cuda {
namespace {

constexpr int kSumThreads = 512;

// The sum of each thread's value in thread 0, always in the same order.
__device__ double sum_of_block(double value) {
  __shared__ double sums[kSumThreads];
  sums[threadIdx.x] = value;
  for (unsigned half = kSumThreads / 2; half > 0; half /= 2) {
    __syncthreads();
    if (threadIdx.x < half) sums[threadIdx.x] += sums[threadIdx.x + half];
  }
  __syncthreads();
  const double sum = sums[0];
  __syncthreads();
  return sum;
}

__global__ void __launch_bounds__(kSumThreads)
    discriminator_loss_kernel(Objective objective, const float* logits, const float* real_labels,
                              const float* fake_labels, float* gradients, int64_t count,
                              const StepParameters* parameters, StepResults* results) {
  const auto n = static_cast<double>(count);
  double real_loss = 0, fake_loss = 0, real_probability = 0, fake_probability = 0;
  for (int64_t i = threadIdx.x; i < count; i += kSumThreads) {
    const double l = logits[i];
    const double f = logits[count + i];
    const DiscriminatorTerms terms =
        discriminator_terms(objective, l, f, real_labels[i], fake_labels[i]);
    gradients[i] = static_cast<float>(terms.real.derivative / n);
    gradients[count + i] = static_cast<float>(terms.fake.derivative / n);
    real_loss += terms.real.value;
    fake_loss += terms.fake.value;
    real_probability += sigmoid(l);
    fake_probability += sigmoid(f);
  }
  StepResults& result = results[parameters->slot];
  const double sums[] = {sum_of_block(real_loss), sum_of_block(fake_loss),
                         sum_of_block(real_probability), sum_of_block(fake_probability)};
  if (threadIdx.x != 0) return;
  result.real_loss = sums[0] / n;
  result.fake_loss = sums[1] / n;
  result.real_probability = sums[2] / n;
  result.fake_probability = sums[3] / n;
}

__global__ void __launch_bounds__(kSumThreads)
    generator_loss_kernel(Objective objective, const float* logits, const float* real_logits,
                          const float* target_labels, float* gradients, int64_t count,
                          const StepParameters* parameters, StepResults* results) {
  const auto n = static_cast<double>(count);
  double loss = 0;
  for (int64_t i = threadIdx.x; i < count; i += kSumThreads) {
    const Term term =
        generator_term(objective, logits[i], real_logits ? real_logits[i] : 0, target_labels[i]);
    gradients[i] = static_cast<float>(term.derivative / n);
    loss += term.value;
  }
  const double sum = sum_of_block(loss);
  if (threadIdx.x == 0) results[parameters->slot].generator_loss = sum / n;
}

__global__ void record_penalty_kernel(const float* penalty, const StepParameters* parameters,
                                      StepResults* results) {
  results[parameters->slot].penalty = *penalty;
}

}  // namespace

void discriminator_loss(Objective objective, const float* logits, const float* real_labels,
                        const float* fake_labels, float* gradients, int64_t count,
                        const StepParameters* parameters, StepResults* results, CudaStream stream) {
  discriminator_loss_kernel<<<1, kSumThreads, 0, stream>>>(
      objective, logits, real_labels, fake_labels, gradients, count, parameters, results);
  check_launch();
}

void generator_loss(Objective objective, const float* logits, const float* real_logits,
                    const float* target_labels, float* gradients, int64_t count,
                    const StepParameters* parameters, StepResults* results, CudaStream stream) {
  generator_loss_kernel<<<1, kSumThreads, 0, stream>>>(
      objective, logits, real_logits, target_labels, gradients, count, parameters, results);
  check_launch();
}

void record_penalty(const float* penalty, const StepParameters* parameters, StepResults* results,
                    CudaStream stream) {
  record_penalty_kernel<<<1, 1, 0, stream>>>(penalty, parameters, results);
  check_launch();
}

}  // namespace gan::cuda
