#include "core/cuda/draws.h"
#include "core/cuda/launch.h"

namespace gan::cuda {
namespace {

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

constexpr int kShiftThreads = 512;

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

}  // namespace

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
  fill_shifts_kernel<<<1, kShiftThreads, 0, stream>>>(draw, parameters, values, count, most);
  check_launch();
}

void gather(const Pixels& pixels, const int64_t* order, const Draw* mirror,
            const StepParameters* parameters, float* images, int64_t count, CudaStream stream) {
  gather_kernel<<<static_cast<unsigned>(count), kThreads, 0, stream>>>(
      pixels, order, mirror ? *mirror : Draw{}, mirror != nullptr, parameters, images);
  check_launch();
}

}  // namespace gan::cuda
