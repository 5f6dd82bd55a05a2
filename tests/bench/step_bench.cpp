// One contestant of scripts/bench: a process that takes training steps on request.
//   step_bench CONFIG.json ENGINE PRECISION THREADS BATCH WIDTH DATA_FOLDER
// ENGINE    fused, autograd, or limits (of this machine); on a GPU: graph, or autograd-cuda
// WIDTH     factor for the widths of the hidden layers
// Each line on stdin is a number of steps; each line on stdout has their times in milliseconds. On
// a GPU steps are timed in groups, and a step's time is the mean of its group's. With `limits`, a
// line on stdout is "GFLOP/s GB/s GFLOP GB": the highest speeds of products and of Adam's pass over
// memory, and the work of one step.
#include <ATen/Parallel.h>
#include <torch/torch.h>

#include <chrono>
#include <filesystem>
#include <iostream>

#include "app/machine/machine.h"
#include "app/machine/roofline.h"
#include "core/base/file.h"
#include "core/config/config_json.h"
#include "core/sources/idx.h"
#include "core/train/train.h"

namespace {

using namespace gan;
using Clock = std::chrono::steady_clock;

// The matrix products of one step. One that is not in every step has a share below 1.
struct Product {
  int64_t rows, columns, depth;
  double share = 1;
};
std::vector<Product> products_of(const Config& config, int64_t batch, const DataShape& shape) {
  std::vector<Product> products;
  const auto add = [&](const NetworkDescription& network, int64_t forward, int64_t back,
                       int64_t first_back, int64_t update, double share = 1) {
    for (const LayerDescription& layer : network.layers) {
      if (forward > 0) products.push_back({forward, layer.outputs, layer.inputs, share});
      const int64_t backward = &layer == &network.layers.front() ? first_back : back;
      if (backward > 0) products.push_back({backward, layer.inputs, layer.outputs, share});
      if (update > 0) products.push_back({layer.outputs, layer.inputs, update, share});
    }
  };
  const NetworkDescription g = describe_generator(config, shape);
  const NetworkDescription d = describe_discriminator(config, shape);
  const bool is_relativistic = config.loss.objective == Objective::kRelativistic;
  const Config::Penalty& penalty = config.penalty;
  const int64_t penalized = (penalty.r1 > 0 ? batch : 0) + (penalty.r2 > 0 ? batch : 0);
  add(g, batch, 0, 0, 0);                                        // fakes for D
  add(d, 2 * batch, 2 * batch, 0, 2 * batch);                    // D's half
  add(g, batch, batch, 0, batch);                                // G's half
  add(d, is_relativistic ? 2 * batch : batch, batch, batch, 0);  // through D
  add(d, penalized, penalized, penalized, penalized,             // see FusedEngine::add_penalty
      1.0 / static_cast<double>(penalty.every_steps));
  return products;
}

double flops_of(const std::vector<Product>& products) {
  double flops = 0;
  for (const Product& p : products)
    flops += 2.0 * p.share * static_cast<double>(p.rows) * static_cast<double>(p.columns) *
             static_cast<double>(p.depth);
  return flops;
}

// Read and written by Adam's pass: weights and moments, and G's average.
double adam_gigabytes(const Config& config, const DataShape& shape) {
  const double averaged =
      config.ema.decay > 0
          ? static_cast<double>(describe_generator(config, shape).count_parameters())
          : 0;
  return 24e-9 * static_cast<double>(count_parameters(config, shape)) + 8e-9 * averaged;
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
    libtorch += p.share * best_seconds(0, [&] { torch::mm_out(z, x, y); });
  }
  return std::max(measure_kernel_gflops(precision, threads), flops_of(products) / libtorch / 1e9);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 8) return 2;
  keep_freed_memory();
  const std::string name = argv[2];
  const bool is_on_gpu = name == "graph" || name == "autograd-cuda";
  const Precision precision =
      std::string(argv[3]) == "bfloat16" ? Precision::kBfloat16 : Precision::kFloat32;
  const int threads = std::atoi(argv[4]);
  Config config = parse_config(read_file(argv[1], 1 << 20), argv[1]);
  config.device = is_on_gpu ? DeviceOption::kCuda : DeviceOption::kCpu;
  config.threads = threads;
  config.train.batch_size = std::atoi(argv[5]);
  config.train.epochs = 1000000;
  for (auto* hidden : {&config.generator.hidden, &config.discriminator.hidden})
    for (int64_t& width : *hidden) width *= std::atoi(argv[6]);
  const torch::Device device = set_up_machine(config);
  DataSet images = read_idx_set(std::filesystem::path(argv[7]) / config.data.train_images, {}, {});
  const int64_t whole = images.count() / config.train.batch_size * config.train.batch_size;
  images.images.pixels = images.images.pixels.narrow(0, 0, whole);  // batches of one size
  const DataShape shape{images.shape()};

  std::string line;
  if (name == "limits") {
    const std::vector<Product> products = products_of(config, config.train.batch_size, shape);
    const int64_t parameters = count_parameters(config, shape);
    while (std::getline(std::cin, line))
      std::cout << measure_gflops(precision, products, threads) << " "
                << measure_gigabytes_per_second(parameters, threads) << " "
                << flops_of(products) / 1e9 << " " << adam_gigabytes(config, shape) << std::endl;
    return 0;
  }
  TrainState state(config, shape.image, device);
  const EngineKind kind = name == "fused"   ? EngineKind::kFused
                          : name == "graph" ? EngineKind::kGraph
                                            : EngineKind::kAutograd;
  const auto engine = make_engine({kind, precision}, state, threads);
  while (std::getline(std::cin, line)) {
    auto steps = static_cast<int64_t>(std::atoi(line.c_str()));
    Clock::time_point begin = Clock::now();
    train(state, *engine, images, nullptr, [&](const StepReport& report) {
      const auto count = static_cast<int64_t>(report.steps.size());
      const double seconds = std::chrono::duration<double>(Clock::now() - begin).count();
      for (int64_t i = 0; i < count; ++i)
        std::cout << 1e3 * seconds / static_cast<double>(count) << " ";
      begin = Clock::now();
      return (steps -= count) > 0;
    });
    std::cout << std::endl;
  }
}
