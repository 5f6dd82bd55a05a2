#include "app/training/training.h"

#include <ATen/Parallel.h>

#include <algorithm>
#include <set>

#include "app/machine/machine.h"
#include "app/terminal/text.h"
#include "app/training/recorder.h"
#include "app/training/rollback.h"
#include "core/base/errors.h"
#include "core/base/file.h"
#include "core/config/config_json.h"
#include "core/config/resume.h"
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

// What computed the newest checkpoint, as the run's files tell.
Versions read_versions(const RunFolder& run, const EventHistory& history) {
  if (history.last_saved) return history.last_saved->versions;
  std::error_code ignored;
  if (!std::filesystem::exists(run.config(), ignored)) return {};
  return parse_versions(read_file(run.config(), kMaxConfigBytes));
}

// Says which versions have changed since the run was last trained: its bits depend on them.
void print_changes(const Versions& before, const Versions& now, const Session& session) {
  std::string changes;
  for (const auto& [name, version] : now)
    for (const auto& [earlier_name, earlier] : before)
      if (name == earlier_name && version != earlier)
        changes += (changes.empty() ? "" : ", ") + name + " was " + earlier + " and is " + version;
  if (!changes.empty())
    session.print_info(changes + ": from here on, bits may differ from those of a run that never " +
                       "changed it");
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
  const DataShape shape{data.shape(), classes_of(config, data.train).size()};
  const auto describe_network = [](const NetworkDescription& network) {
    return network.widths() + ", " + std::to_string(network.count_parameters()) + " parameters";
  };
  const Versions versions = list_versions();
  std::vector<std::string> lines = {
      "gan-train " + versions[0].second + " on " + device.str() + ", " + describe_threads(config) +
          ", LibTorch " + versions[1].second + ", BLAS " + versions[2].second,
      describe(choose_engine(config, device), config, device),
      config.data.folder + ": " + std::to_string(data.train.count()) + " images of " +
          describe(shape.image) +
          (data.validation ? ", " + std::to_string(data.validation->count()) + " for validation"
                           : ", no validation"),
      "generator " + describe_network(describe_generator(config, shape)) + "; discriminator " +
          describe_network(describe_discriminator(config, shape)),
      std::to_string(last_step(config, data.train.count())) + " steps in total, " +
          std::to_string(steps_per_epoch(config, data.train.count())) + " per epoch, batches of " +
          std::to_string(config.train.batch_size) + ", seed " + std::to_string(config.seed),
  };
  const ClassTable classes = classes_of(config, data.train);
  if (classes.size() == 0) return lines;
  std::vector<int64_t> shown = column_classes(config, classes);
  const size_t all = classes.with_images().size();
  if (shown.size() > all) shown.resize(all);  // from there on they repeat
  lines.push_back(
      std::to_string(classes.size()) + " classes; a column of a grid is of one of " +
      std::to_string(shown.size()) + ": " + join_names(classes.names_of(shown)) +
      (shown.size() < all ? "; samples.columns " + std::to_string(all) + " shows all" : ""));
  return lines;
}

int run_training(TrainState& state, const TrainingData& data, const RunFolder& run,
                 Session& session) {
  const Config& config = state.config;
  const int64_t step = state.position.step;
  const std::string folder = run.path().string();
  TrainingSignals signals;  // first: from here on, a reader that goes away cannot end the run
  state.data_crc32 = data.train.images.crc32;

  const EventHistory history = read_event_history(run.events());
  const std::string measured_before = history.last_start ? history.last_start->measured_on : "";
  check_same_measure(measured_before, data);

  // Before anything changes, all files that grow are opened.
  session.log_to_file(run.log());
  EventLog events(run.events());
  AppendFile(run.metrics()).sync();
  const Versions earlier_versions = step > 0 ? read_versions(run, history) : Versions();
  Versions versions = list_versions();
  versions.emplace_back("engine", name_of(choose_engine(config, state.device)));
  const bool is_complete = step >= last_step(config, data.train.count()) && step > 0;
  write_file_atomically(run.config(),
                        format_config(config, is_complete ? earlier_versions : versions));
  prune_checkpoints(run, step, config.checkpoint, steps_per_epoch(config, data.train.count()));
  if (is_complete) {
    session.print_info(folder + ": complete at step " + std::to_string(step) +
                       suggest_more(config, folder));
    if (history.events.empty() || history.events.back() != RunEvent::kDone)
      events.append(RunEvent::kDone, step, "complete");  // a crash came before it was recorded
    return 0;
  }
  const std::string machine = describe_to_log(state, data, session);
  session.print_info(folder + ": " +
                     (step == 0 ? "begins" : "continues at step " + std::to_string(step)));
  print_changes(earlier_versions, versions, session);
  events.append(step == 0 ? RunEvent::kBegin : RunEvent::kResume, step, machine,
                RunStart{versions, config.data.folder, data.folder, state.classes.names,
                         state.classes.names_of(column_classes(config, state.classes)),
                         data.judged ? describe_measure(data) : measured_before});
  try {
    return train_with_rollbacks(state, {data, run, signals, events, session});
  } catch (const std::exception& error) {
    record_failure(events, state, error.what());
    throw;
  }
}

}  // namespace gan
