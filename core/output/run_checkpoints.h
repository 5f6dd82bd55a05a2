// Which of a run's checkpoints is taken, and which stay on disk.
#pragma once

#include <functional>
#include <optional>

#include "core/output/checkpoint.h"
#include "core/output/run_folder.h"

namespace gan {

// The newest checkpoint that is not damaged. None where there is none at all, damaged or not.
// on_damaged  hears why newer ones do not load, where an older one does
// throws      Error of the newest that is not damaged and yet cannot be loaded (of another version,
//             too large, not to be read now): taking an older one would mean to write over it
//             Error of the newest, where all are damaged
std::optional<LoadedCheckpoint> load_newest(
    const RunFolder& run, torch::Device device,
    const std::function<void(const std::string& why)>& on_damaged);

// Removes old checkpoints, those before the one of `step`. One that is off schedule, left by a
// stop, goes as soon as it is not the newest; of the others the newest `keep`, and all that are
// due every `keep_every`-th time, stay. One that cannot be removed stays, too.
void prune_checkpoints(const RunFolder& run, int64_t step, const Config::Checkpoint& options,
                       int64_t steps_per_epoch);

}  // namespace gan
