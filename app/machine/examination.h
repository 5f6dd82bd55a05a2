// What gan-train doctor measures of this machine, in a few seconds.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "app/machine/cores.h"

namespace gan {

// 10^9 operations a second are a GFLOP/s, 10^9 bytes a second a GB/s.
struct Examination {
  Cores cores;
  ThreadChoice threads = {1, ""};  // that the figures below are measured with
  std::string threads_fault;       // what is wrong with OMP_NUM_THREADS, which then does not count

  std::vector<std::string> float32_sets;  // the kernels' instruction sets, fastest first
  std::vector<std::string> bfloat16_sets;
  bool multiplies_bfloat16 = false;  // natively
  bool amx_is_denied = false;        // the processor has it, the system does not allow it

  double peak_gflops = 0;  // float32, of the cores that the threads are on
  double float32_gflops = 0;
  double bfloat16_gflops = 0;
  double libtorch_gflops = 0;  // float32
  std::string blas;            // as blas_name()
  std::string slow_blas;       // advice, if it is slow

  uint64_t memory_bytes = 0;                   // of the machine
  std::optional<uint64_t> memory_limit_bytes;  // of the control group
  double memory_gigabytes_per_second = 0;

  int64_t cuda_devices = 0;

  std::optional<double> fsync_seconds;  // of 4 kB; nullopt if the folder cannot be written
  std::string fsync_fault;              // why
};

// Measures with the number of threads that `threads` 0 means; sets it for LibTorch, too.
// folder  where to time fsync: a small file is written there, and removed
Examination examine_machine(const std::filesystem::path& folder);

}  // namespace gan
