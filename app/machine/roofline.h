// The limits of this machine, measured: how fast it multiplies, and reads and writes memory
// (Williams et al. 2009, "Roofline"). Each is the best of several runs, because other programs may
// keep some thread waiting in most of them.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>

#include "core/kernels/kernels.h"

namespace gan {

// The time of a call, in seconds.
template <class Work>
double seconds_of(const Work& work) {
  using Clock = std::chrono::steady_clock;
  const Clock::time_point begin = Clock::now();
  work();
  return std::chrono::duration<double>(Clock::now() - begin).count();
}

// The shortest time of several calls, in seconds: at least 4, and more until `budget_seconds` have
// passed. The first may start threads, and compile kernels.
template <class Work>
double best_seconds(double budget_seconds, const Work& work) {
  constexpr int kLeastRuns = 4;
  double best = 1e9;
  double spent = 0;
  for (int run = 0; run < kLeastRuns || spent < budget_seconds; ++run) {
    const double seconds = seconds_of(work);
    best = std::min(best, seconds);
    spent += seconds;
  }
  return best;
}

// In 10^9 operations a second:

// The peak of a core: float32 in registers alone, in the fastest instruction set.
double measure_peak_gflops();

// The fused engine's product with operands in the cache, all threads together.
double measure_kernel_gflops(Precision precision, int threads);

// LibTorch's product of two float32 matrices of side x side, on the threads that LibTorch has.
double measure_libtorch_gflops(int64_t side, double budget_seconds);

// 10^9 bytes a second that `threads` read and write, passing once over 3 arrays of `count` float32,
// as Adam does. Only beyond the caches is it the memory that limits it.
double measure_gigabytes_per_second(int64_t count, int threads);

}  // namespace gan
