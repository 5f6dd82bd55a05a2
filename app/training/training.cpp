#include "app/training/training.h"

#include <ATen/Parallel.h>

#include <algorithm>

#include "app/machine/machine.h"
#include "app/terminal/text.h"
#include "app/training/recorder.h"
#include "app/training/rollback.h"
#include "core/base/errors.h"
#include "core/base/file.h"
#include "core/config/config_json.h"
#include "core/losses/objective.h"
#include "core/output/event_log.h"
#include "core/output/run_checkpoints.h"
#include "core/train/train.h"

namespace gan {
namespace {

std::string suggest_more(const Config& config, const std::string& folder) {
  if (depends_on_length(config))
    return "; its schedule or noise depends on its length, so it cannot be extended";
  return "; to train longer: gan-train resume " + shell_quoted(folder) + " --train." +
         (config.train.steps > 0 ? "steps" : "epochs") + " N";
}

struct Rollback {
  DivergedError error;
  int64_t noticed_at;  // step
};

// Trains to the end, a signal, or a divergence.
// rollback  the one that has just been made, if any
// returns   as run_training() does
int train_on(TrainState& state, const RunContext& context, const EngineChoice& choice,
             const std::optional<Rollback>& rollback) {
  const TrainingData& data = context.data;
  const auto engine = make_engine(choice, state, at::get_num_threads());
  Recorder recorder(state, context);
  recorder.begin();
  if (rollback) recorder.begin_again(rollback->error, rollback->noticed_at);
  train(state, *engine, data.train, data.validation ? &*data.validation : nullptr,
        [&](const StepReport& report) { return recorder.on_step(report); });
  return recorder.finish();
}

// Trains, and after a divergence rolls back and trains again as often as allowed.
int train_with_rollbacks(TrainState& state, const RunContext& context) {
  const EngineChoice choice = choose_engine(state.config, state.device);
  std::optional<Rollback> rollback;
  while (true) {
    try {
      return train_on(state, context, choice, rollback);
    } catch (const DivergedError& error) {
      const Config::Train& options = state.config.train;
      if (options.on_divergence != OnDivergence::kRollBack ||
          state.rollbacks >= options.max_rollbacks)
        throw;
      rollback = {error, state.position.step};
    }
    try {
      roll_back(state, context.run, context.data.train, context.session);
    } catch (const Error& error) {
      throw Error(error.kind(), std::string(error.what()) + "; so the run cannot roll back from: " +
                                    rollback->error.what());
    }
  }
}

// What to do about a run whose checkpoints cannot be used.
std::string remedy_for(ErrorKind kind, const std::string& start_over) {
  const std::string over = "start over, which removes the run: " + start_over;
  switch (kind) {
    case ErrorKind::kUnavailable:
      return "nothing was changed; try again when it can be read, or " + over;
    case ErrorKind::kOtherVersion:
      return "nothing was changed; continue with the version that wrote it, or " + over;
    case ErrorKind::kTooLarge:
      return "nothing was changed; continue on a larger machine, or " + over;
    default:
      return "nothing was changed; restore it from a copy, or " + over;
  }
}

// None if the run has not saved a checkpoint yet.
std::optional<LoadedCheckpoint> load_to_continue(const RunFolder& run, torch::Device device,
                                                 const std::string& start_over,
                                                 const Session& session) {
  try {
    auto loaded = load_newest(run, device, [&](const std::string& why) {
      session.print_warning(why + "; using an older checkpoint");
    });
    const std::vector<RunEvent> events = list_events(run.events());
    if (!loaded && std::count(events.begin(), events.end(), RunEvent::kSave) > 0)
      throw Error(ErrorKind::kMissing, run.checkpoints().string() +
                                           ": holds no checkpoint, though the run has saved some");
    return loaded;
  } catch (const Error& error) {
    throw error.with_remedy(remedy_for(error.kind(), start_over));
  }
}

// check_continues(), and a position that cannot be names the checkpoint.
void check_newest(const TrainState& stored, const Config& config, const Images& images,
                  const RunFolder& run, const std::string& start_over) {
  try {
    check_continues(stored, config, images);
  } catch (const UsageError&) {
    throw;
  } catch (const Error& error) {
    throw Error(error.kind(), run.checkpoint(stored.position.step).string() + ": " + error.what() +
                                  "; " + remedy_for(error.kind(), start_over));
  }
}

// Earlier builds drew the labels of the training anew, larger, when a validation needed more.
void warn_of_other_labels(const LoadedCheckpoint& loaded, const Session& session) {
  constexpr int64_t kFirstDraws = 3;
  if (loaded.state.shared_labels || loaded.label_draws <= kFirstDraws ||
      !uses_labels(loaded.state.config.loss.objective))
    return;
  session.print_warning(
      "/loss/labels: an earlier build drew the labels of this run; from here on they are those of "
      "this version");
}

// Prints the description of the run.
// returns  what computes the run, for the event
std::string describe_to_log(const TrainState& state, const TrainingData& data,
                            const Session& session) {
  const std::vector<std::string> lines = describe_run(state.config, data, state.device);
  for (const std::string& line : lines) session.print_info(line);
  const bool needs_blas = choose_engine(state.config, state.device).kind == EngineKind::kAutograd &&
                          state.device.is_cpu();
  if (const auto advice = needs_blas ? find_slow_blas() : std::nullopt)
    session.print_warning(*advice);
  return lines[0] + "; " + lines[1];
}

// Records an error as an event, if possible: the error may be that the disk is full.
void record_failure(EventLog& events, const TrainState& state, const std::string& why) {
  try {
    events.append(RunEvent::kFail, state.position.step, why);
  } catch (const Error&) {
  }
}

}  // namespace

std::vector<std::string> describe_run(const Config& config, const TrainingData& data,
                                      torch::Device device) {
  const ImageShape shape = data.shape();
  const auto describe_network = [](const NetworkDescription& network) {
    return network.widths() + ", " + std::to_string(network.count_parameters()) + " parameters";
  };
  const auto versions = list_versions();
  return {
      "gan-train " + versions[0].second + " on " + device.str() + ", " + describe_threads(config) +
          ", LibTorch " + versions[1].second + ", BLAS " + versions[2].second,
      describe(choose_engine(config, device), config, device),
      config.data.folder + ": " + std::to_string(data.train.count()) + " images of " +
          describe_size(data.train) +
          (data.validation ? ", " + std::to_string(data.validation->count()) + " for validation"
                           : ", no validation"),
      "generator " + describe_network(describe_generator(config, shape)) + "; discriminator " +
          describe_network(describe_discriminator(config, shape)),
      std::to_string(last_step(config, data.train.count())) + " steps in total, " +
          std::to_string(steps_per_epoch(config, data.train.count())) + " per epoch, batches of " +
          std::to_string(config.train.batch_size) + ", seed " + std::to_string(config.seed),
  };
}

int continue_run(const Config& config, const RunFolder& run, const std::string& start_over,
                 Session& session) {
  const torch::Device device = set_up_machine(config);
  auto loaded = load_to_continue(run, device, start_over, session);
  const TrainingData data = read_training_data(config, session);
  check_run(config, data, device);
  if (loaded) {
    check_newest(loaded->state, config, data.train, run, start_over);
    warn_of_other_labels(*loaded, session);
    loaded->state.config = config;
  }
  run.prepare();
  if (loaded) return run_training(loaded->state, data, run, session);
  TrainState state(config, data.shape(), device);
  return run_training(state, data, run, session);
}

int run_training(TrainState& state, const TrainingData& data, const RunFolder& run,
                 Session& session) {
  const Config& config = state.config;
  const int64_t step = state.position.step;
  const std::string folder = run.path().string();
  TrainingSignals signals;  // first: from here on, a reader that goes away cannot end the run
  state.data_crc32 = data.train.crc32;

  // Before anything changes, all files that grow are opened.
  session.log_to_file(run.log());
  const std::vector<RunEvent> earlier_events = list_events(run.events());
  EventLog events(run.events());
  AppendFile(run.metrics()).sync();
  write_file_atomically(run.config(), format_config(config, list_versions()));
  prune_checkpoints(run, step, config.checkpoint, steps_per_epoch(config, data.train.count()));
  if (step >= last_step(config, data.train.count()) && step > 0) {
    session.print_info(folder + ": complete at step " + std::to_string(step) +
                       suggest_more(config, folder));
    if (earlier_events.empty() || earlier_events.back() != RunEvent::kDone)
      events.append(RunEvent::kDone, step, "complete");  // a crash came before it was recorded
    return 0;
  }
  const std::string machine = describe_to_log(state, data, session);
  session.print_info(folder + ": " +
                     (step == 0 ? "begins" : "continues at step " + std::to_string(step)));
  events.append(step == 0 ? RunEvent::kBegin : RunEvent::kResume, step, machine);
  try {
    return train_with_rollbacks(state, {data, run, signals, events, session});
  } catch (const std::exception& error) {
    record_failure(events, state, error.what());
    throw;
  }
}

}  // namespace gan
