#include "app/training.h"

#include <ATen/Parallel.h>

#include "app/console.h"
#include "app/machine.h"
#include "app/recorder.h"
#include "app/rollback.h"
#include "core/base/errors.h"
#include "core/base/file.h"
#include "core/config/config_json.h"
#include "core/train/train.h"

namespace gan {
namespace {

std::string layers(int64_t input, const std::vector<int64_t>& hidden, int64_t output) {
  std::string text = std::to_string(input);
  for (const int64_t width : hidden) text.append("-").append(std::to_string(width));
  return text + "-" + std::to_string(output);
}

std::string suggest_more(const Config& config, const std::string& folder) {
  if (depends_on_length(config)) return "; its settings depend on its length, which stays";
  return std::string("; for more, give a larger --train.") +
         (config.train.steps > 0 ? "steps" : "epochs") + " to gan-train resume " + folder;
}

struct Rollback {
  DivergedError error;
  int64_t noticed_at;  // step
};

// To the end, a signal, or a divergence. returns  as run_training()
// rollback  what came before, if it was one
int train_on(TrainState& state, const TrainingData& data, const RunFolder& run,
             const EngineChoice& choice, const StopSignals& signals,
             const std::optional<Rollback>& rollback) {
  const auto engine = make_engine(choice, state, at::get_num_threads());
  Recorder recorder(state, data, run, signals);
  recorder.begin(data);
  if (rollback) recorder.begin_again(rollback->error, rollback->noticed_at);
  train(state, *engine, data.train, data.validation ? &*data.validation : nullptr,
        [&](const StepReport& report) { return recorder.on_step(report); });
  return recorder.finish();
}

}  // namespace

std::vector<std::string> describe_run(const Config& config, const TrainingData& data,
                                      torch::Device device) {
  const ImageShape shape = data.shape();
  const int64_t pixels = shape.height * shape.width;
  const ParameterCounts counts = count_parameters(config, shape);
  const auto versions = list_versions();
  return {
      "gan-train " + versions[0].second + " on " + device.str() + ", " + describe_threads(config) +
          ", LibTorch " + versions[1].second + ", BLAS " + versions[2].second,
      describe(choose_engine(config, device), config, device),
      config.data.folder + ": " + std::to_string(data.train.count()) + " images of " +
          std::to_string(shape.height) + " x " + std::to_string(shape.width) +
          (data.validation ? ", " + std::to_string(data.validation->count()) + " for validation"
                           : ", no validation"),
      "generator " + layers(config.generator.latent, config.generator.hidden, pixels) + ", " +
          std::to_string(counts.generator) + " parameters; discriminator " +
          layers(pixels, config.discriminator.hidden, 1) + ", " +
          std::to_string(counts.discriminator) + " parameters",
      std::to_string(last_step(config, data.train.count())) + " steps in all, " +
          std::to_string(steps_per_epoch(config, data.train.count())) + " an epoch, batches of " +
          std::to_string(config.train.batch_size) + ", seed " + std::to_string(config.seed),
  };
}

int continue_run(const Config& config, const RunFolder& run) {
  const torch::Device device = set_up_machine(config);
  run.prepare();
  auto loaded = run.load_newest(
      device, [](const std::string& why) { print_warning(why + "; taking an older one"); });
  if (!loaded && !run.list_checkpoints().empty())
    print_warning(run.path().string() + ": no checkpoint is valid; begins again at step 0");
  const TrainingData data = read_training_data(config);
  check_run(config, data, device);
  if (!loaded) {
    TrainState state(config, data.shape(), device);
    return run_training(state, data, run);
  }
  check_continues(loaded->state, config, data.train);
  loaded->state.config = config;
  return run_training(loaded->state, data, run);
}

int run_training(TrainState& state, const TrainingData& data, const RunFolder& run) {
  const Config& config = state.config;
  const Position& position = state.position;
  const int64_t end = last_step(config, data.train.count());
  const std::string folder = run.path().string();
  const StopSignals signals;  // first: from here on, no lost reader ends the run
  state.data_crc32 = data.train.crc32;

  log_to_file(run.log());
  write_file_atomically(run.config(), format_config(config, list_versions()));
  run.prune(position.step, config.checkpoint, steps_per_epoch(config, data.train.count()));
  if (position.step >= end && position.step > 0) {
    print_info(folder + ": complete at step " + std::to_string(position.step) +
               suggest_more(config, folder));
    return 0;
  }
  for (const std::string& line : describe_run(config, data, state.device)) print_info(line);
  const EngineChoice choice = choose_engine(config, state.device);
  const bool needs_blas = choice.kind == EngineKind::kAutograd && state.device.is_cpu();
  if (const auto advice = needs_blas ? find_slow_blas() : std::nullopt) print_warning(*advice);
  print_info(folder + ": " +
             (position.step == 0 ? "begins" : "goes on at step " + std::to_string(position.step)));
  std::optional<Rollback> rollback;
  while (true) {
    try {
      return train_on(state, data, run, choice, signals, rollback);
    } catch (const DivergedError& error) {
      const Config::Train& options = state.config.train;
      if (options.on_divergence != "roll_back" || state.rollbacks >= options.max_rollbacks) throw;
      rollback = {error, position.step};
    }
    roll_back(state, run, data.train);
  }
}

}  // namespace gan
