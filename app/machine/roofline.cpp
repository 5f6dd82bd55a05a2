#include "app/machine/roofline.h"

#include <torch/torch.h>

#include <vector>

#include "core/kernels/team.h"

namespace gan {
namespace {

constexpr double kBudgetSeconds = 0.2;

}  // namespace

double measure_peak_gflops() {
  constexpr int64_t kRounds = 1 << 18;
  const Kernels& kernels = *list_kernels(Precision::kFloat32).front();
  float result = 1;
  int64_t operations = 0;
  const double seconds = best_seconds(
      kBudgetSeconds, [&] { operations = kernels.multiply_in_registers(kRounds, &result); });
  return static_cast<double>(operations) / seconds / 1e9;
}

double measure_kernel_gflops(Precision precision, int threads) {
  constexpr int64_t kDepth = 256;
  constexpr int64_t kProducts = 25;
  const Kernels& kernels = *list_kernels(precision).front();
  const auto type = precision == Precision::kFloat32 ? torch::kFloat32 : torch::kBFloat16;
  const torch::Tensor a = torch::ones({kBlock, kDepth}, type);
  const torch::Tensor b = torch::ones({kDepth, kBlock}, type);
  // Many for each thread, so that one that the system interrupts delays the others little.
  const int64_t tasks = int64_t{32} * threads;
  Team team(threads);
  const double seconds = best_seconds(kBudgetSeconds, [&] {
    team.for_each(tasks, [&](int64_t) {
      alignas(64) float block[kBlockElements];
      for (int64_t product = 0; product < kProducts; ++product)
        kernels.multiply(a.data_ptr(), kDepth, kBlock, b.data_ptr(), kDepth, block, kBlock);
    });
  });
  return static_cast<double>(2 * kBlockElements * kDepth * kProducts * tasks) / seconds / 1e9;
}

double measure_libtorch_gflops(int64_t side, double budget_seconds) {
  const torch::NoGradGuard no_grad;
  const torch::Tensor a = torch::ones({side, side});
  torch::Tensor product = torch::empty({side, side});
  const double seconds = best_seconds(budget_seconds, [&] { torch::mm_out(product, a, a); });
  const auto length = static_cast<double>(side);
  return 2 * length * length * length / seconds / 1e9;
}

double measure_gigabytes_per_second(int64_t count, int threads) {
  constexpr int64_t kChunk = 16384;
  constexpr int64_t kArrays = 3;
  const int64_t chunks = count / kChunk;
  std::vector<std::vector<float>> arrays(kArrays, std::vector<float>(static_cast<size_t>(count)));
  Team team(threads);
  const double seconds = best_seconds(kBudgetSeconds, [&] {
    team.for_each(chunks, [&](int64_t chunk) {
      for (std::vector<float>& array : arrays) {
        float* const values = array.data() + chunk * kChunk;
        for (int64_t i = 0; i < kChunk; ++i) values[i] += 1;
      }
    });
  });
  constexpr double kBytes = 8;  // of a float32, read and written
  return kBytes * static_cast<double>(kArrays * chunks * kChunk) / seconds / 1e9;
}

}  // namespace gan
