#include "core/output/run_checkpoints.h"

#include <algorithm>
#include <set>

#include "core/base/errors.h"

namespace gan {

std::optional<LoadedCheckpoint> load_newest(
    const RunFolder& run, torch::Device device,
    const std::function<void(const std::string& why)>& on_damaged) {
  std::set<int64_t> tried;
  std::vector<Error> damaged;
  while (true) {
    // List them again each time: a training may write and remove checkpoints meanwhile.
    const std::vector<int64_t> steps = run.list_checkpoints();
    const auto step = std::find_if(steps.begin(), steps.end(),
                                   [&](int64_t candidate) { return tried.count(candidate) == 0; });
    if (step == steps.end()) break;
    tried.insert(*step);
    try {
      LoadedCheckpoint loaded = load_checkpoint(run.checkpoint(*step), device);
      for (const Error& error : damaged) on_damaged(error.what());
      return loaded;
    } catch (const Error& error) {
      std::error_code ignored;
      const bool is_gone =  // since we listed it; a link to nowhere is not
          error.kind() == ErrorKind::kMissing &&
          !std::filesystem::exists(std::filesystem::symlink_status(run.checkpoint(*step), ignored));
      if (is_gone) continue;
      if (error.kind() != ErrorKind::kDamaged) throw;
      damaged.push_back(error);
    }
  }
  if (!damaged.empty()) throw damaged.front();
  return std::nullopt;
}

void prune_checkpoints(const RunFolder& run, int64_t step, const Config::Checkpoint& options,
                       int64_t steps_per_epoch) {
  // Whether step `at` is on the schedule, or on one that is `times` as rare.
  const auto is_scheduled = [&](int64_t at, int64_t times) {
    const Position position{at, at / steps_per_epoch, at % steps_per_epoch};
    return is_due(position, options.every_epochs * times, options.every_steps * times);
  };
  int64_t kept = is_scheduled(step, 1) ? 1 : 0;
  for (const int64_t old : run.list_checkpoints()) {
    if (old >= step) continue;
    const bool scheduled = is_scheduled(old, 1);
    if (scheduled && kept < options.keep) {
      ++kept;
      continue;
    }
    const bool stays = scheduled && options.keep_every > 0 && is_scheduled(old, options.keep_every);
    std::error_code ignored;  // one checkpoint too many does no harm; the next call may remove it
    if (!stays) std::filesystem::remove(run.checkpoint(old), ignored);
  }
}

}  // namespace gan
