#include "app/machine/machine.h"

#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <dlfcn.h>
#include <malloc.h>
#include <sched.h>
#include <torch/cuda.h>
#include <torch/version.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <limits>
#include <set>
#include <thread>

#include "app/terminal/text.h"
#include "core/base/errors.h"

namespace gan {
namespace {

namespace fs = std::filesystem;

// On one core the reference BLAS reaches 1 to 6 GFLOP/s, optimised ones 30 and more.
constexpr double kSlowGflops = 10;

double measure_gflops() {
  constexpr int64_t kSide = 256;
  constexpr int kRuns = 4;  // the first includes starting threads and compiling kernels
  const torch::NoGradGuard no_grad;
  const torch::Tensor a = torch::ones({kSide, kSide});
  torch::Tensor product = torch::empty({kSide, kSide});
  double best_seconds = 1e9;
  for (int run = 0; run < kRuns; ++run) {
    const auto start = std::chrono::steady_clock::now();
    torch::mm_out(product, a, a);
    const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
    best_seconds = std::min(best_seconds, elapsed.count());
  }
  return 2.0 * kSide * kSide * kSide / best_seconds / 1e9;
}

// The number of cores that this process may run on. Hyper-threads of one core count once, because
// one of them keeps the core's multipliers busy.
int64_t count_cores() {
  cpu_set_t allowed;
  if (::sched_getaffinity(0, sizeof allowed, &allowed) != 0)
    return std::max(1U, std::thread::hardware_concurrency());
  std::set<std::string> cores;
  for (int cpu = 0; cpu < CPU_SETSIZE; ++cpu) {
    if (!CPU_ISSET(cpu, &allowed)) continue;
    std::ifstream file("/sys/devices/system/cpu/cpu" + std::to_string(cpu) +
                       "/topology/thread_siblings_list");
    std::string siblings;
    cores.insert(std::getline(file, siblings) ? siblings : std::to_string(cpu));
  }
  return static_cast<int64_t>(cores.size());
}

// The CPU quota of this container in cores, rounded up; without a quota, there is no limit.
int64_t count_allotted_cores() {
  std::ifstream file("/sys/fs/cgroup/cpu.max");
  double quota = 0, period = 0;
  if (!(file >> quota >> period) || quota <= 0 || period <= 0)
    return std::numeric_limits<int64_t>::max();
  return std::max<int64_t>(1, static_cast<int64_t>(std::ceil(quota / period)));
}

}  // namespace

void keep_freed_memory() {
#ifdef __GLIBC__
  ::mallopt(M_MMAP_THRESHOLD, 1 << 30);
  ::mallopt(M_TRIM_THRESHOLD, -1);
#endif
}

torch::Device set_up_machine(const Config& config) {
  const int64_t cores = std::min(count_cores(), count_allotted_cores());
  at::set_num_threads(static_cast<int>(config.threads > 0 ? config.threads : cores));
  const bool has_cuda = torch::cuda::is_available();
  switch (config.device) {
    case DeviceOption::kCpu:
      return torch::kCPU;
    case DeviceOption::kCuda:
      if (!has_cuda)
        throw UsageError(
            "/device: no CUDA device, or a LibTorch without CUDA, got \"cuda\"; use cpu");
      return torch::kCUDA;
    case DeviceOption::kAuto:
      break;
  }
  return has_cuda ? torch::kCUDA : torch::kCPU;
}

std::string describe_threads(const Config& config) {
  const int threads = at::get_num_threads();
  return std::to_string(threads) + (threads == 1 ? " thread" : " threads") +
         (config.threads == 0 ? " (auto: one per core)" : "");
}

std::string blas_name() {
  Dl_info info, own;
  void* const sgemm = ::dlsym(RTLD_DEFAULT, "sgemm_");
  if (!sgemm || !::dladdr(sgemm, &info)) return at::hasMKL() ? "MKL" : "LibTorch's own";
  // Not by its file's name, which of this program is what it was called by.
  if (::dladdr(reinterpret_cast<void*>(&blas_name), &own) && info.dli_fbase == own.dli_fbase)
    return "oneDNN";
  std::error_code ignored;
  return fs::canonical(info.dli_fname, ignored).string();
}

std::optional<std::string> find_slow_blas() {
  const int threads = at::get_num_threads();
  at::set_num_threads(1);  // then other load on the machine matters less
  const double gflops = measure_gflops();
  at::set_num_threads(threads);
  if (gflops >= kSlowGflops) return std::nullopt;
  return "BLAS: slow, got " + format("%.0f", gflops) + " GFLOP/s per core from " + blas_name() +
         "; install an optimised one (libopenblas0-openmp) or build with oneDNN (libdnnl-dev)";
}

Versions list_versions() {
  return {{"gan-train", GAN_VERSION}, {"libtorch", TORCH_VERSION}, {"blas", blas_name()}};
}

std::string explain_torch_error(const std::string& what) {
  if (what.find("allocate memory") != std::string::npos ||
      what.find("out of memory") != std::string::npos)
    return "memory: not enough; use narrower networks or smaller batches";
  return "internal fault in LibTorch, please report it: " + what.substr(0, what.find('\n'));
}

}  // namespace gan
