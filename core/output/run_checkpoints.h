// Decides which of a run's checkpoints to load, and which to keep on disk.
#pragma once

#include <functional>
#include <optional>

#include "core/output/checkpoint.h"
#include "core/output/run_folder.h"

namespace gan {

// Loads the newest checkpoint that is not damaged; nullopt if there are no checkpoints.
// on_damaged  called for each newer, damaged one, with the reason, once an older one is loaded
// throws      Error if the newest that is not damaged cannot be loaded (another version, too large,
//             not readable now): continuing from an older one would overwrite it
//             Error of the newest, if all are damaged
std::optional<LoadedCheckpoint> load_newest(
    const RunFolder& run, torch::Device device,
    const std::function<void(const std::string& why)>& on_damaged);

// Removes old checkpoints, those before `step`. Of those on schedule, it keeps the newest `keep`
// and every `keep_every`-th. One off schedule, which a stop has left, is removed once there is a
// newer one. A checkpoint that cannot be removed is ignored.
void prune_checkpoints(const RunFolder& run, int64_t step, const Config::Checkpoint& options,
                       int64_t steps_per_epoch);

}  // namespace gan
