#include "app/samples/source.h"

#include <algorithm>
#include <thread>

#include "app/machine/machine.h"
#include "core/base/errors.h"
#include "core/models/sampling.h"
#include "core/output/run_checkpoints.h"
#include "core/output/run_data.h"

namespace gan {
namespace {

namespace fs = std::filesystem;

LoadedCheckpoint load_file(const fs::path& path, torch::Device device) {
  try {
    return load_checkpoint(path, device);
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::kTooLarge)
      throw error.with_remedy("use a machine with more memory");
    if (error.kind() != ErrorKind::kDamaged) throw;
    throw error.with_remedy("use another checkpoint");
  }
}

bool is_folder(const fs::path& path) {
  std::error_code ignored;
  return fs::is_directory(path, ignored);
}

// The run, or the one that a checkpoint lies in.
RunFolder run_of(const fs::path& source) {
  return RunFolder(is_folder(source) ? source
                                     : from_working_folder(source).parent_path().parent_path());
}

LoadedCheckpoint load_run_or_checkpoint(const fs::path& source, torch::Device device,
                                        const Session& session) {
  if (!is_folder(source)) return load_file(source, device);
  auto newest = load_newest(RunFolder(source), device,
                            [&](const std::string& why) { session.print_warning(why); });
  if (!newest)
    throw Error(ErrorKind::kMissing, source.string() + ": no checkpoint in checkpoints/");
  return std::move(*newest);
}

}  // namespace

TrainState load_source(const fs::path& source, const std::vector<Override>& machine,
                       const Session& session) {
  Config config;
  config.device = DeviceOption::kCpu;
  config.threads = 1;  // until the run's number is known
  const torch::Device device = set_up_machine(override_config(config, machine));
  LoadedCheckpoint loaded = load_run_or_checkpoint(source, device, session);
  if (!loaded.has_checksum)
    session.print_warning(source.string() +
                          ": no checksum, so not written by gan-train; used as it is");
  // A file from elsewhere may set more threads than this machine has processors.
  config.threads =
      std::min<int64_t>(loaded.state.config.threads, std::thread::hardware_concurrency());
  set_up_machine(override_config(config, machine));
  return std::move(loaded.state);
}

fs::path find_data_of_source(const fs::path& source, const std::string& data_folder) {
  return find_data_folder(run_of(source), data_folder);
}

std::vector<fs::path> list_source_files(const fs::path& source) {
  std::vector<fs::path> files = run_of(source).parts();
  if (!is_folder(source)) files.push_back(source);
  return files;
}

int64_t count_sample_values(const TrainState& state) {
  return std::max(state.config.generator.latent, state.image_shape.values());
}

int64_t choose_sample_batch(const TrainState& state) {
  constexpr int64_t kMaxValues = int64_t{1} << 24;  // 64 MiB
  constexpr int64_t kMost = 4096;
  constexpr int64_t kRows = 64;  // make_samples() always computes this many at a time
  const int64_t fitting = kMaxValues / count_sample_values(state) / kRows * kRows;
  return std::clamp(fitting, kRows, kMost);
}

void make_sample_batches(
    const TrainState& state, bool raw, const SampleClasses& classes, int64_t seed, int64_t count,
    const std::function<void(int64_t first, const torch::Tensor& images)>& use) {
  const int64_t batch = choose_sample_batch(state);
  const Generator generator = raw ? state.generator : state.sampled_generator();
  for (int64_t first = 0; first < count; first += batch)
    use(first, make_samples(generator, state.config.generator, classes, seed, first,
                            std::min(batch, count - first)));
}

}  // namespace gan
