// The processors that this process may use, and how many threads to compute with on them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace gan {

struct Cores {
  int64_t processors = 1;       // of the machine; hyper-threads count each
  int64_t allowed = 1;          // those that this process may run on (its affinity)
  int64_t cores = 1;            // of those; hyper-threads of one core count once
  std::optional<double> quota;  // in cores: what its control groups allow it; nullopt: no limit
};

Cores count_cores();

struct ThreadChoice {
  int64_t count;       // >= 1
  std::string reason;  // where the number comes from
};

// The number of threads where `threads` is 0: that of OMP_NUM_THREADS, as launchers and batch
// systems set it, or else one for each core, or for each of the quota, rounded up.
// omp_num_threads  the variable's value; null or empty: not set. Of a list, the first counts.
// throws           UsageError if it is no whole number in [1, 1024], nor a list of them
ThreadChoice choose_threads(const Cores& cores, const char* omp_num_threads);

// The same for this process.
ThreadChoice choose_threads();

}  // namespace gan
