#include "app/machine/examination.h"

#include <ATen/Parallel.h>
#include <torch/cuda.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>

#include "app/machine/machine.h"
#include "app/machine/roofline.h"
#include "core/base/cgroup.h"
#include "core/base/errors.h"
#include "core/base/file.h"
#include "core/base/limits.h"
#include "core/base/system_call.h"

namespace gan {
namespace {

namespace fs = std::filesystem;

void examine_threads(Examination& machine) {
  machine.cores = count_cores();
  try {
    machine.threads = choose_threads(machine.cores, std::getenv("OMP_NUM_THREADS"));
  } catch (const UsageError& error) {
    machine.threads_fault = error.what();
    machine.threads = choose_threads(machine.cores, nullptr);
  }
}

std::vector<std::string> set_names(Precision precision) {
  std::vector<std::string> names;
  for (const Kernels* const kernels : list_kernels(precision)) names.emplace_back(kernels->name);
  return names;
}

void examine_products(Examination& machine) {
  const auto threads = static_cast<int>(machine.threads.count);
  machine.float32_sets = set_names(Precision::kFloat32);
  machine.bfloat16_sets = set_names(Precision::kBfloat16);
  machine.multiplies_bfloat16 = multiplies_bfloat16();
  machine.amx_is_denied = amx_is_denied();
  const int64_t busy_cores =
      std::min(machine.threads.count, choose_threads(machine.cores, "").count);
  machine.peak_gflops = static_cast<double>(busy_cores) * measure_peak_gflops();
  machine.float32_gflops = measure_kernel_gflops(Precision::kFloat32, threads);
  machine.bfloat16_gflops = measure_kernel_gflops(Precision::kBfloat16, threads);
  constexpr int64_t kSide = 512;
  constexpr double kBudgetSeconds = 0.3;
  at::set_num_threads(threads);
  machine.libtorch_gflops = measure_libtorch_gflops(kSide, kBudgetSeconds);
  machine.blas = blas_name();
  machine.slow_blas = find_slow_blas().value_or("");
}

// Beyond the caches, if that leaves the machine's memory to others.
void examine_memory(Examination& machine) {
  constexpr int64_t kLeastBytes = 192 << 20;
  constexpr int64_t kTimesTheCache = 4;
  constexpr int64_t kBytesPerPlace = 12;  // of the three arrays
  machine.memory_bytes = physical_memory();
  machine.memory_limit_bytes = memory_limit_bytes();
  const int64_t cache = std::max(0L, ::sysconf(_SC_LEVEL3_CACHE_SIZE));
  const int64_t bytes = std::min(std::max(kLeastBytes, kTimesTheCache * cache),
                                 static_cast<int64_t>(usable_memory() / 8));
  machine.memory_gigabytes_per_second =
      measure_gigabytes_per_second(bytes / kBytesPerPlace, static_cast<int>(machine.threads.count));
}

// The median of a few.
void examine_disk(Examination& machine, const fs::path& folder) {
  constexpr int kTimes = 5;
  const fs::path path = folder / (".gan-train-doctor." + std::to_string(::getpid()) + ".tmp");
  try {
    AppendFile file(path);
    std::vector<double> seconds;
    for (int time = 0; time < kTimes; ++time) {
      file.append(std::string(4096, 'x'));
      seconds.push_back(seconds_of([&] { file.sync(); }));
    }
    std::sort(seconds.begin(), seconds.end());
    machine.fsync_seconds = seconds[kTimes / 2];
  } catch (const Error& error) {
    machine.fsync_fault = error.what();
  }
  ::unlink(path.c_str());
}

}  // namespace

Examination examine_machine(const fs::path& folder) {
  Examination machine;
  examine_threads(machine);
  examine_products(machine);
  examine_memory(machine);
  machine.cuda_devices = static_cast<int64_t>(torch::cuda::device_count());
  examine_disk(machine, folder);
  return machine;
}

}  // namespace gan
