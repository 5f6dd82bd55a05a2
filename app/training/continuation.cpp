#include "app/training/continuation.h"

#include <algorithm>

#include "app/machine/machine.h"
#include "app/training/training.h"
#include "core/base/errors.h"
#include "core/config/settings.h"
#include "core/losses/objective.h"
#include "core/output/event_log.h"
#include "core/output/run_checkpoints.h"
#include "core/train/train.h"

namespace gan {
namespace {

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
    const std::vector<RunEvent> events = read_event_history(run.events()).events;
    if (!loaded && std::count(events.begin(), events.end(), RunEvent::kSave) > 0)
      throw Error(ErrorKind::kMissing, run.checkpoints().string() +
                                           ": holds no checkpoint, though the run has saved some");
    return loaded;
  } catch (const Error& error) {
    throw error.with_remedy(remedy_for(error.kind(), start_over));
  }
}

// check_continues(), and a position that cannot be names the checkpoint.
void check_newest(const TrainState& stored, const Config& config, const TrainingData& data,
                  const RunFolder& run, const std::string& start_over) {
  try {
    check_continues(stored, config, data.train, data.folder);
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

struct Prepared {
  TrainingData data;
  torch::Device device;
  std::optional<TrainState> state;  // nullopt: there is no checkpoint yet
};

Prepared prepare(const Continuation& continuation, const Session& session) {
  const auto& [config, run, data_folder, start_over] = continuation;
  const torch::Device device = set_up_machine(config);
  auto loaded = load_to_continue(run, device, start_over, session);
  Prepared prepared{read_training_data(config, data_folder, session), device, std::nullopt};
  check_run(config, prepared.data, device, loaded.has_value());
  if (!loaded) return prepared;
  check_newest(loaded->state, config, prepared.data, run, start_over);
  warn_of_other_labels(*loaded, session);
  prepared.state = std::move(loaded->state);
  prepared.state->config = config;
  return prepared;
}

}  // namespace

int continue_run(const Continuation& continuation, Session& session) {
  Prepared prepared = prepare(continuation, session);
  const RunFolder& run = continuation.run;
  run.prepare();
  if (prepared.state) return run_training(*prepared.state, prepared.data, run, session);
  TrainState state(continuation.config, prepared.data.shape(), prepared.device,
                   classes_of(continuation.config, prepared.data.train));
  return run_training(state, prepared.data, run, session);
}

int describe_continuation(const Continuation& continuation, const Session& session) {
  const Prepared prepared = prepare(continuation, session);
  const Config& config = continuation.config;
  for (const std::string& line : describe_run(config, prepared.data, prepared.device))
    session.print_info(line);
  const int64_t step = prepared.state ? prepared.state->position.step : 0;
  const bool is_complete = step > 0 && step >= last_step(config, prepared.data.train.count());
  session.print_info(continuation.run.path().string() +
                     (is_complete ? ": is complete at step " + std::to_string(step)
                      : step > 0  ? ": would continue at step " + std::to_string(step)
                                  : ": would begin"));
  return 0;
}

}  // namespace gan
