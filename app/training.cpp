#include "app/training.h"

#include <ATen/Parallel.h>

#include <algorithm>

#include "app/console.h"
#include "app/machine.h"
#include "app/recorder.h"
#include "core/base/errors.h"
#include "core/base/file.h"
#include "core/base/system_call.h"
#include "core/config/config_json.h"
#include "core/train/train.h"

namespace gan {
namespace {

namespace fs = std::filesystem;

std::string layers(int64_t input, const std::vector<int64_t>& hidden, int64_t output) {
  std::string text = std::to_string(input);
  for (const int64_t width : hidden) text.append("-").append(std::to_string(width));
  return text + "-" + std::to_string(output);
}

void check_same_data(const TrainState& stored, const Config& given, const Images& images) {
  const auto describe = [](const Config::Data& data, ImageShape shape, uint32_t crc32) {
    return data.folder + "/" + data.train_images + " (" + std::to_string(shape.height) + " x " +
           std::to_string(shape.width) + ", CRC-32 " + hexadecimal(crc32) + ")";
  };
  const ImageShape shape{images.height(), images.width()};
  const bool is_same = stored.data_crc32 == images.crc32 &&
                       stored.image_shape.height == shape.height &&
                       stored.image_shape.width == shape.width;
  if (is_same) return;
  throw UsageError("/data/folder: holds other images than the run was trained on, stored " +
                   describe(stored.config.data, stored.image_shape, stored.data_crc32) + ", got " +
                   describe(given.data, shape, images.crc32) +
                   "; name the folder of the run's own images");
}

struct Rollback {
  DivergedError error;
  int64_t noticed_at;  // step
};

// throws  UsageError or Error where a checkpoint cannot go on with this config and these images
void check_continues(const TrainState& stored, const Config& config, const Images& images) {
  const std::vector<std::string> faults = find_resume_faults(stored.config, config);
  if (!faults.empty()) throw UsageError(faults);
  check_same_data(stored, config, images);
  check_position(stored, images.count());
}

// The same of one that a rollback would take, which nobody has named.
void check_rollback(const TrainState& stored, const fs::path& path, const Config& config,
                    const Images& images) {
  try {
    check_continues(stored, config, images);
  } catch (const Error& error) {
    throw Error(path.string() + ": " + error.what());
  }
}

// A run's checkpoints in the order in which a rollback tries them: the newest from before the sign
// began to show, then older ones; where none is as old, those after it, the oldest first. A new run
// is from before a sign that its first steps show.
std::vector<int64_t> list_for_rollback(const RunFolder& run, int64_t noticed_at) {
  std::vector<int64_t> steps = run.list_checkpoints();  // newest first
  const auto before = std::find_if(steps.begin(), steps.end(), [&](int64_t step) {
    return step <= noticed_at - kDivergenceSteps;
  });
  if (noticed_at <= kDivergenceSteps) return {before, steps.end()};
  std::reverse(steps.begin(), before);
  std::rotate(steps.begin(), before, steps.end());
  return steps;
}

// Puts a checkpoint in the state's place, or a new run where there is none, and removes those that
// are newer.
void roll_back(TrainState& state, const RunFolder& run, const Images& images) {
  TrainState older(state.config, state.image_shape, state.device);
  older.data_crc32 = state.data_crc32;
  int64_t chosen = -1;
  for (const int64_t step : list_for_rollback(run, state.position.step)) {
    try {
      TrainState loaded = load_checkpoint(run.checkpoint(step), state.device).state;
      check_rollback(loaded, run.checkpoint(step), state.config, images);
      older = std::move(loaded);
      older.config = state.config;
      chosen = step;
      break;
    } catch (const SystemError&) {  // it may be whole
      throw;
    } catch (const Error& error) {
      print_warning(std::string(error.what()) + "; taking another one");
    }
  }
  for (const int64_t step : run.list_checkpoints())
    if (step > chosen) run.remove_checkpoint(step);
  older.rollbacks = state.rollbacks + 1;
  state = std::move(older);
}

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

TrainingData read_training_data(const Config& config) {
  const fs::path folder = config.data.folder;
  TrainingData data;
  data.train = read_idx_images(folder / config.data.train_images);
  if (config.validation.every_epochs > 0) {
    data.validation = read_idx_images(folder / config.data.test_images);
    if (data.validation->height() != data.train.height() ||
        data.validation->width() != data.train.width())
      throw UsageError("/data/test_images: must be of the training images' size, " +
                       std::to_string(data.train.height()) + " x " +
                       std::to_string(data.train.width()) + ", got " +
                       std::to_string(data.validation->height()) + " x " +
                       std::to_string(data.validation->width()));
  }
  return data;
}

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
               "; for more, give a larger --train.epochs to gan-train resume " + folder);
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
