#include "app/source.h"

#include <algorithm>
#include <thread>

#include "app/console.h"
#include "app/machine.h"
#include "core/base/errors.h"
#include "core/models/sampling.h"
#include "core/output/run_folder.h"

namespace gan {
namespace {

namespace fs = std::filesystem;

LoadedCheckpoint load_newest(const fs::path& source) {
  std::error_code ignored;
  if (!fs::is_directory(source, ignored)) return load_checkpoint(source, torch::kCPU);
  auto newest = RunFolder(source).load_newest(torch::kCPU, print_warning);
  if (!newest) throw Error(source.string() + ": no valid checkpoint in checkpoints/");
  return std::move(*newest);
}

}  // namespace

LoadedCheckpoint load_source(const fs::path& source) {
  LoadedCheckpoint loaded = load_newest(source);
  if (!loaded.has_checksum)
    print_warning(source.string() + ": no checksum, not written by gan-train; taken as is");
  Config machine = loaded.state.config;
  machine.device = "cpu";
  // A file of a larger machine, or of a stranger, may name more threads than there are processors.
  machine.threads = std::min<int64_t>(machine.threads, std::thread::hardware_concurrency());
  set_up_machine(machine);
  return loaded;
}

void make_sample_batches(
    const TrainState& state, bool raw, int64_t seed, int64_t count,
    const std::function<void(int64_t first, const torch::Tensor& images)>& use) {
  constexpr int64_t kBatch = 4096;
  const Generator generator = raw ? state.generator : state.sampled_generator();
  for (int64_t first = 0; first < count; first += kBatch)
    use(first, make_samples(generator, state.config.generator, seed, first,
                            std::min(kBatch, count - first)));
}

}  // namespace gan
