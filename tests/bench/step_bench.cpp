// One contestant of scripts/bench: a process that takes training steps on request.
//   step_bench ENGINE PRECISION THREADS BATCH WIDTH DATA_FOLDER
// ENGINE    fused, autograd, plain (tests/plain_engine.h), or limits (of this machine)
// WIDTH     factor for the widths of the hidden layers
// Each line on stdin is a number of steps; each line on stdout has their times in milliseconds.
// With `limits`, a line on stdout is "GFLOP/s GB/s GFLOP GB": the highest speeds of products and of
// Adam's pass over memory, and the work of one step.
#include <ATen/Parallel.h>
#include <torch/torch.h>

#include <chrono>
#include <filesystem>
#include <iostream>

#include "app/machine/machine.h"
#include "app/machine/roofline.h"
#include "core/sources/idx.h"
#include "core/train/train.h"
#include "tests/plain_engine.h"

namespace {

using namespace gan;
using Clock = std::chrono::steady_clock;

// The matrix products of one step.
struct Product {
  int64_t rows, columns, depth;
};
std::vector<Product> products_of(const Config& config, int64_t batch, const DataShape& shape) {
  std::vector<Product> products;
  const auto add = [&](const NetworkDescription& network, int64_t forward, int64_t back,
                       int64_t first_back, int64_t update) {
    for (const LayerDescription& layer : network.layers) {
      if (forward > 0) products.push_back({forward, layer.outputs, layer.inputs});
      const int64_t backward = &layer == &network.layers.front() ? first_back : back;
      if (backward > 0) products.push_back({backward, layer.inputs, layer.outputs});
      if (update > 0) products.push_back({layer.outputs, layer.inputs, update});
    }
  };
  const NetworkDescription g = describe_generator(config, shape);
  const NetworkDescription d = describe_discriminator(config, shape);
  add(g, batch, 0, 0, 0);                      // fakes for D
  add(d, 2 * batch, 2 * batch, 0, 2 * batch);  // D's half
  add(g, batch, batch, 0, batch);              // G's half
  add(d, batch, batch, batch, 0);              // through D
  return products;
}

double flops_of(const std::vector<Product>& products) {
  double flops = 0;
  for (const Product& p : products)
    flops += 2.0 * static_cast<double>(p.rows) * static_cast<double>(p.columns) *
             static_cast<double>(p.depth);
  return flops;
}

// The speed of our kernel on operands in the cache, or of LibTorch's product on the real shapes,
// whichever is higher.
double measure_gflops(Precision precision, const std::vector<Product>& products, int threads) {
  const auto type = precision == Precision::kFloat32 ? torch::kFloat32 : torch::kBFloat16;
  double libtorch = 0;
  for (const Product& p : products) {
    const torch::Tensor x = torch::ones({p.rows, p.depth}, type);
    const torch::Tensor y = torch::ones({p.depth, p.columns}, type);
    torch::Tensor z = torch::empty({p.rows, p.columns}, type);
    libtorch += best_seconds(0, [&] { torch::mm_out(z, x, y); });
  }
  return std::max(measure_kernel_gflops(precision, threads), flops_of(products) / libtorch / 1e9);
}

std::unique_ptr<Engine> make_contestant(const std::string& name, Precision precision,
                                        TrainState& state, int threads) {
  if (name == "plain") return std::make_unique<PlainEngine>(state);
  return make_engine({name == "fused" ? EngineKind::kFused : EngineKind::kAutograd, precision},
                     state, threads);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 7) return 2;
  keep_freed_memory();
  const std::string name = argv[1];
  const Precision precision =
      std::string(argv[2]) == "bfloat16" ? Precision::kBfloat16 : Precision::kFloat32;
  const int threads = std::atoi(argv[3]);
  Config config;
  config.device = DeviceOption::kCpu;
  config.threads = threads;
  config.train.batch_size = std::atoi(argv[4]);
  config.train.epochs = 1000000;
  for (auto* hidden : {&config.generator.hidden, &config.discriminator.hidden})
    for (int64_t& width : *hidden) width *= std::atoi(argv[5]);
  set_up_machine(config);
  const DataSet images =
      read_idx_set(std::filesystem::path(argv[6]) / config.data.train_images, {}, {});
  const DataShape shape{images.shape()};

  std::string line;
  if (name == "limits") {
    const std::vector<Product> products = products_of(config, config.train.batch_size, shape);
    const int64_t parameters = count_parameters(config, shape);
    while (std::getline(std::cin, line))
      std::cout << measure_gflops(precision, products, threads) << " "
                << measure_gigabytes_per_second(parameters, threads) << " "
                << flops_of(products) / 1e9 << " " << 24e-9 * static_cast<double>(parameters)
                << std::endl;
    return 0;
  }
  TrainState state(config, shape.image, torch::kCPU);
  const auto engine = make_contestant(name, precision, state, threads);
  while (std::getline(std::cin, line)) {
    int steps = std::atoi(line.c_str());
    Clock::time_point begin = Clock::now();
    train(state, *engine, images, nullptr, [&](const StepReport&) {
      std::cout << 1e3 * std::chrono::duration<double>(Clock::now() - begin).count() << " ";
      begin = Clock::now();
      return --steps > 0;
    });
    std::cout << std::endl;
  }
}
