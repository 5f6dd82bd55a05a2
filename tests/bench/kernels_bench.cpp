// Times each kernel of every table that this processor can run, on one thread, with data in the
// cache.
#include <benchmark/benchmark.h>

#include <memory>
#include <string>

#include "core/kernels/kernels.h"

namespace gan {
namespace {

constexpr int64_t kDepth = 1024;

struct Operands {
  alignas(64) float block[kBlockElements] = {};
  alignas(64) float rows[kBlock * kDepth] = {};
  alignas(64) float panel[kBlock * kDepth] = {};
  alignas(64) float m[kBlockElements] = {};
  alignas(64) float v[kBlockElements] = {};
  alignas(64) uint16_t copy[kBlockElements] = {};
};

void add_all(const Kernels& k) {
  const std::string name =
      std::string(k.name) + (k.precision == Precision::kFloat32 ? "/float32/" : "/bfloat16/");
  const auto add = [&](const std::string& what, int64_t flops, auto work) {
    benchmark::RegisterBenchmark((name + what).c_str(), [=](benchmark::State& state) {
      const auto operands = std::make_unique<Operands>();
      for (float& value : operands->v) value = 1;
      for (auto _ : state) {
        work(*operands);
        benchmark::ClobberMemory();
      }
      if (flops > 0)
        state.counters["GFLOP/s"] = benchmark::Counter(
            static_cast<double>(flops) * 1e-9, benchmark::Counter::kIsIterationInvariantRate);
    });
  };
  for (const int64_t depth : {64, 128, 784, 1024})
    add("multiply/" + std::to_string(depth), 2 * kBlockElements * depth, [&k, depth](Operands& o) {
      k.multiply(o.rows, depth, kBlock, o.panel, depth, o.block, kBlock);
    });
  const std::pair<const char*, BlockActivation> activations[] = {
      {"leaky_relu", BlockActivation::kLeakyRelu},
      {"tanh", BlockActivation::kTanh},
      {"silu", BlockActivation::kSilu}};
  for (const auto& [activation_name, activation] : activations)
    add(std::string("activate/") + activation_name, 0, [&k, activation = activation](Operands& o) {
      k.activate(o.block, kBlock, o.m, activation, 0.2F, nullptr);
    });
  add("multiply_by_slope", 0, [&k](Operands& o) {
    k.multiply_by_slope(o.block, o.panel, BlockActivation::kLeakyRelu, 0.2F);
  });
  add("store_panel", 0, [&k](Operands& o) { k.store_panel(o.block, o.panel); });
  add("store_panel_transposed", 0,
      [&k](Operands& o) { k.store_panel_transposed(o.block, o.panel); });
  add("store_rows", 0, [&k](Operands& o) { k.store_rows(o.block, o.rows, kDepth); });
  add("store_rows_transposed", 0,
      [&k](Operands& o) { k.store_rows_transposed(o.block, o.rows, kDepth); });
  add("pack_panel/1024", 0,
      [&k](Operands& o) { k.pack_panel(o.rows, kBlock, kDepth, kBlock, o.panel); });
  add("adam/1024", 0, [&k](Operands& o) {
    k.adam(o.m, kBlock, {o.block, o.m, o.v, nullptr, kBlock, o.copy, kBlock}, kBlock, kBlock,
           {0.5F, 0.999F, 0.5F, 0.001F, 1e-4F, 1.0F, 1e-8F, 0.0F});
  });
}

const bool kAreAdded = [] {
  for (const Precision precision : {Precision::kFloat32, Precision::kBfloat16})
    for (const Kernels* kernels : list_kernels(precision)) add_all(*kernels);
  return true;
}();

}  // namespace
}  // namespace gan
