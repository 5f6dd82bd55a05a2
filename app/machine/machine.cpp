#include "app/machine/machine.h"

#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <dlfcn.h>
#include <malloc.h>
#include <sys/mman.h>
#include <torch/cuda.h>
#include <torch/version.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>

#include "app/machine/cores.h"
#include "app/machine/roofline.h"
#include "app/terminal/text.h"
#include "core/base/errors.h"

namespace gan {
namespace {

namespace fs = std::filesystem;

// On one core the reference BLAS reaches 1 to 6 GFLOP/s, optimised ones 30 and more.
constexpr double kSlowGflops = 10;

}  // namespace

void keep_freed_memory() {
#ifdef __GLIBC__
  constexpr size_t kLargest = size_t{1} << 30;
  ::mallopt(M_MMAP_THRESHOLD, kLargest);
  ::mallopt(M_TRIM_THRESHOLD, -1);
  // What is to be allocated later: of these addresses, no page is in memory yet.
  constexpr size_t kReserved = kLargest - (size_t{1} << 20);
  const auto page = static_cast<uintptr_t>(::getpagesize());
  if (void* const reserved = std::malloc(kReserved)) {
    const uintptr_t begin = (reinterpret_cast<uintptr_t>(reserved) + page - 1) / page * page;
    ::madvise(reinterpret_cast<void*>(begin), kReserved - page, MADV_HUGEPAGE);
    std::free(reserved);
  }
#endif
}

torch::Device set_up_machine(const Config& config) {
  at::set_num_threads(
      static_cast<int>(config.threads > 0 ? config.threads : choose_threads().count));
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
         (config.threads == 0 ? " (" + choose_threads().reason + ")" : "");
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
  constexpr int64_t kSide = 256;
  const double gflops = measure_libtorch_gflops(kSide, 0);
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
  if (what.find("could not create a primitive") != std::string::npos)
    return "/precision: LibTorch cannot multiply bfloat16 on this processor; use float32, or the "
           "fused "
           "engine";
  return "internal fault in LibTorch, please report it: " + what.substr(0, what.find('\n'));
}

}  // namespace gan
