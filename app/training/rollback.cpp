#include "app/training/rollback.h"

#include <algorithm>
#include <optional>

#include "core/base/errors.h"
#include "core/base/file.h"
#include "core/output/checkpoint.h"
#include "core/train/train.h"

namespace gan {
namespace {

namespace fs = std::filesystem;

// Like check_continues(), but its message names the checkpoint, which the user did not.
void check_rollback(const TrainState& stored, const fs::path& path, const Config& config,
                    const DataSet& training) {
  try {
    check_continues(stored, config, training, config.data.folder);
  } catch (const Error& error) {
    throw Error(ErrorKind::kMismatch, path.string() + ": " + error.what());
  }
}

// A run's checkpoints in the order in which a rollback tries them: first those from before the sign
// appeared, newest first, then the later ones, oldest first. If the first steps showed the sign,
// the later ones are left out: a new run is better.
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

// Whether the run would also have this checkpoint without any stop: it was due, or is the last.
bool is_on_schedule(const TrainState& stored, int64_t image_count) {
  const Config::Checkpoint& schedule = stored.config.checkpoint;
  return is_due(stored.position, schedule.every_epochs, schedule.every_steps) ||
         stored.position.step == last_step(stored.config, image_count);
}

// The state to go back to; nullopt if the run must begin again.
std::optional<TrainState> find_state(const TrainState& state, const RunFolder& run,
                                     const DataSet& training, const Session& session) {
  for (const int64_t step : list_for_rollback(run, state.position.step)) {
    try {
      TrainState older = load_checkpoint(run.checkpoint(step), state.device).state;
      check_rollback(older, run.checkpoint(step), state.config, training);
      if (is_on_schedule(older, training.count())) return older;
    } catch (const Error& error) {
      // A checkpoint that cannot be read now may be valid, and would be removed.
      if (error.kind() != ErrorKind::kDamaged && error.kind() != ErrorKind::kMismatch) throw;
      session.print_warning(std::string(error.what()) + "; trying another checkpoint");
    }
  }
  return std::nullopt;
}

// Removes best.pt if it is from a later step.
void remove_best_after(int64_t step, const RunFolder& run, const Session& session) {
  std::error_code ignored;
  if (!fs::exists(run.best_checkpoint(), ignored)) return;
  try {
    const Position best = load_checkpoint(run.best_checkpoint(), torch::kCPU).state.position;
    if (best.step > step) remove_file(run.best_checkpoint());
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::kUnavailable) throw;
    session.print_warning(std::string(error.what()) + "; it stays");
  }
}

// Throws if a checkpoint holds what this version does not understand, or cannot be read now: then
// it is not removed.
void check_removable(const fs::path& path) {
  try {
    load_checkpoint(path, torch::kCPU);
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::kDamaged && error.kind() != ErrorKind::kMissing) throw;
  }
}

}  // namespace

void roll_back(TrainState& state, const RunFolder& run, const DataSet& training,
               const Session& session) {
  std::optional<TrainState> older = find_state(state, run, training, session);
  if (!older) {
    older.emplace(state.config, state.image_shape, state.device, state.classes);
    older->data_crc32 = state.data_crc32;
  }
  older->config = state.config;
  older->rollbacks = state.rollbacks + 1;
  const int64_t step = older->position.step;
  std::vector<int64_t> newer = run.list_checkpoints();
  newer.erase(std::remove_if(newer.begin(), newer.end(), [&](int64_t at) { return at <= step; }),
              newer.end());
  for (const int64_t at : newer) check_removable(run.checkpoint(at));
  for (const int64_t at : newer) run.remove_checkpoint(at);
  remove_best_after(step, run, session);
  state = std::move(*older);
}

}  // namespace gan
