#include <algorithm>
#include <stdexcept>
#include <string>

#include "core/base/divide_up.h"
#include "core/cuda/kernels.h"
#include "core/losses/objective_terms.h"

namespace gan::cuda {
namespace {

constexpr int64_t kThreads = 256;

void check_launch() {
  const cudaError_t error = cudaGetLastError();
  if (error != cudaSuccess)
    throw std::runtime_error(std::string("CUDA: ") + cudaGetErrorString(error));
}

// Blocks for one thread for each of `count` items.
unsigned blocks_for(int64_t count) { return static_cast<unsigned>(divide_up(count, kThreads)); }

__device__ int64_t thread_index() {
  return static_cast<int64_t>(blockIdx.x) * kThreads + threadIdx.x;
}

__global__ void set_parameters_kernel(StepParameters* parameters, StepParameters values) {
  *parameters = values;
}

// The 32-bit numbers of a draw from its i-th on.
class Words {
 public:
  __device__ Words(const Draw& draw, uint64_t step, uint64_t i)
      : engine_(draw.seed,
                static_cast<uint64_t>(draw.stream) << 56 | (draw.factor * step + draw.term),
                (draw.position + i) / 4) {
    for (uint64_t skipped = 0; skipped < (draw.position + i) % 4; ++skipped) engine_();
  }
  __device__ uint32_t next() { return engine_(); }
  __device__ float next_uniform() {  // (0, 1], 24 bits
    return static_cast<float>((engine_() >> 8) + 1) * 0x1p-24F;
  }

 private:
  at::philox_engine engine_;
};

struct NormalPair {
  float first, second;
};

// Normal numbers 2 pair and 2 pair + 1 of a draw, by the Box-Muller transform.
__device__ NormalPair normal_pair(const Draw& draw, uint64_t step, int64_t pair) {
  constexpr float kTwoPi = 6.28318530717958647692F;
  Words words(draw, step, static_cast<uint64_t>(2 * pair));
  const float radius = sqrtf(-2.0F * logf(words.next_uniform()));
  const float angle = kTwoPi * words.next_uniform();
  return {radius * cosf(angle), radius * sinf(angle)};
}

__global__ void fill_uniform_kernel(Draw draw, const StepParameters* parameters, float* values,
                                    int64_t count, float low, float high) {
  const int64_t i = thread_index();
  if (i >= count) return;
  Words words(draw, parameters->step, static_cast<uint64_t>(i));
  values[i] = high - words.next_uniform() * (high - low);
}

__global__ void fill_normal_kernel(Draw draw, const StepParameters* parameters, float* values,
                                   int64_t count) {
  const int64_t i = 2 * thread_index();
  if (i >= count) return;
  const NormalPair pair = normal_pair(draw, parameters->step, i / 2);
  values[i] = pair.first;
  if (i + 1 < count) values[i + 1] = pair.second;
}

__global__ void add_noise_kernel(Draw draw, const StepParameters* parameters, float* values,
                                 int64_t count) {
  const int64_t i = 2 * thread_index();
  if (i >= count) return;
  const NormalPair pair = normal_pair(draw, parameters->step, i / 2);
  values[i] += pair.first * parameters->noise_std;
  if (i + 1 < count) values[i + 1] += pair.second * parameters->noise_std;
}

__global__ void fill_mask_kernel(Draw draw, const StepParameters* parameters, float* values,
                                 int64_t count, float p, float kept) {
  const int64_t i = thread_index();
  if (i >= count) return;
  Words words(draw, parameters->step, static_cast<uint64_t>(i));
  values[i] = 1.0F - words.next_uniform() >= p ? kept : 0.0F;
}

// In one block, because a number that is rejected, which is rare, moves all that follow.
__global__ void fill_shifts_kernel(Draw draw, const StepParameters* parameters, int64_t* values,
                                   int64_t count, int64_t most) {
  const uint64_t bound = static_cast<uint64_t>(2 * most + 1);
  constexpr uint64_t kRange = uint64_t{1} << 32;
  const uint64_t accepted = kRange - kRange % bound;
  int is_rejected = 0;
  for (int64_t i = threadIdx.x; i < count; i += blockDim.x) {
    const uint64_t word = Words(draw, parameters->step, static_cast<uint64_t>(i)).next();
    is_rejected |= word >= accepted;
    values[i] = static_cast<int64_t>(word % bound) - most;
  }
  if (!__syncthreads_or(is_rejected) || threadIdx.x != 0) return;
  Words words(draw, parameters->step, 0);
  for (int64_t i = 0; i < count; ++i) {
    uint64_t word = words.next();
    while (word >= accepted) word = words.next();
    values[i] = static_cast<int64_t>(word % bound) - most;
  }
}

// One block for each image.
__global__ void gather_kernel(Pixels pixels, const int64_t* order, Draw mirror, bool mirrors,
                              const StepParameters* parameters, float* images) {
  const int64_t image = blockIdx.x;
  const int64_t size = pixels.rows * pixels.width;
  const bool is_mirrored =
      mirrors && Words(mirror, parameters->step, static_cast<uint64_t>(image)).next() % 2 != 0;
  const uint8_t* const from = pixels.values + order[parameters->first + image] * size;
  for (int64_t i = threadIdx.x; i < size; i += kThreads) {
    const int64_t column = i % pixels.width;
    const int64_t source = is_mirrored ? i - column + pixels.width - 1 - column : i;
    images[image * size + i] = (static_cast<float>(from[source]) / 255.0F - 0.5F) / 0.5F;
  }
}

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

constexpr int kAdamTensors = 48;   // a kernel's arguments may have 4 KB
constexpr int64_t kAdamItems = 4;  // for each thread

struct AdamTensors {
  AdamTensor tensors[kAdamTensors];
  int first_block[kAdamTensors + 1];
};

// The sizes of the tensors are rounded up to blocks, each of which belongs to one tensor.
__global__ void adam_kernel(const AdamTensors all, const AdamScalars* scalars) {
  const AdamScalars s = *scalars;
  int which = 0;
  while (all.first_block[which + 1] <= static_cast<int>(blockIdx.x)) ++which;
  const AdamTensor t = all.tensors[which];
  const int64_t begin =
      static_cast<int64_t>(blockIdx.x - all.first_block[which]) * kThreads * kAdamItems +
      threadIdx.x;
  float g[kAdamItems], m[kAdamItems], v[kAdamItems], w[kAdamItems], a[kAdamItems];
#pragma unroll
  for (int k = 0; k < kAdamItems; ++k) {  // all loads before the first use
    const int64_t i = begin + k * kThreads;
    if (i >= t.size) break;
    g[k] = t.gradient[i];
    m[k] = t.exp_avg[i];
    v[k] = t.exp_avg_sq[i];
    w[k] = t.parameter[i];
    if (t.average) a[k] = t.average[i];
  }
#pragma unroll
  for (int k = 0; k < kAdamItems; ++k) {
    const int64_t i = begin + k * kThreads;
    if (i >= t.size) return;
    m[k] = s.beta1 * m[k] + s.rate1 * g[k];
    v[k] = s.beta2 * v[k] + s.rate2 * g[k] * g[k];
    w[k] -= s.step_size * m[k] / (sqrtf(v[k]) * s.inverse_root_of_correction2 + s.epsilon);
    t.exp_avg[i] = m[k];
    t.exp_avg_sq[i] = v[k];
    t.parameter[i] = w[k];
    if (t.average) t.average[i] = a[k] + s.average_rate * (w[k] - a[k]);
  }
}

}  // namespace

void set_parameters(StepParameters* parameters, const StepParameters& values, CudaStream stream) {
  set_parameters_kernel<<<1, 1, 0, stream>>>(parameters, values);
  check_launch();
}

void fill_uniform(const Draw& draw, const StepParameters* parameters, float* values, int64_t count,
                  float low, float high, CudaStream stream) {
  fill_uniform_kernel<<<blocks_for(count), kThreads, 0, stream>>>(draw, parameters, values, count,
                                                                  low, high);
  check_launch();
}

void fill_normal(const Draw& draw, const StepParameters* parameters, float* values, int64_t count,
                 CudaStream stream) {
  fill_normal_kernel<<<blocks_for(divide_up<int64_t>(count, 2)), kThreads, 0, stream>>>(
      draw, parameters, values, count);
  check_launch();
}

void add_noise(const Draw& draw, const StepParameters* parameters, float* values, int64_t count,
               CudaStream stream) {
  add_noise_kernel<<<blocks_for(divide_up<int64_t>(count, 2)), kThreads, 0, stream>>>(
      draw, parameters, values, count);
  check_launch();
}

void fill_mask(const Draw& draw, const StepParameters* parameters, float* values, int64_t count,
               double p, CudaStream stream) {
  fill_mask_kernel<<<blocks_for(count), kThreads, 0, stream>>>(
      draw, parameters, values, count, static_cast<float>(p), 1 / static_cast<float>(1 - p));
  check_launch();
}

void fill_shifts(const Draw& draw, const StepParameters* parameters, int64_t* values, int64_t count,
                 int64_t most, CudaStream stream) {
  fill_shifts_kernel<<<1, kSumThreads, 0, stream>>>(draw, parameters, values, count, most);
  check_launch();
}

void gather(const Pixels& pixels, const int64_t* order, const Draw* mirror,
            const StepParameters* parameters, float* images, int64_t count, CudaStream stream) {
  gather_kernel<<<static_cast<unsigned>(count), kThreads, 0, stream>>>(
      pixels, order, mirror ? *mirror : Draw{}, mirror != nullptr, parameters, images);
  check_launch();
}

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

void adam(const std::vector<AdamTensor>& tensors, const AdamScalars* scalars, CudaStream stream) {
  for (size_t begin = 0; begin < tensors.size(); begin += kAdamTensors) {
    const size_t end = std::min(tensors.size(), begin + kAdamTensors);
    AdamTensors part{};
    int blocks = 0;
    for (size_t i = begin; i < end; ++i) {
      part.tensors[i - begin] = tensors[i];
      part.first_block[i - begin] = blocks;
      blocks += static_cast<int>(divide_up(tensors[i].size, kThreads * kAdamItems));
    }
    part.first_block[end - begin] = blocks;
    adam_kernel<<<blocks, kThreads, 0, stream>>>(part, scalars);
    check_launch();
  }
}

}  // namespace gan::cuda
