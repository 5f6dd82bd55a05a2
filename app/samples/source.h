// Where samples come from: a run's folder or a checkpoint.
#pragma once

#include <filesystem>
#include <functional>

#include "app/terminal/session.h"
#include "core/output/checkpoint.h"

namespace gan {

// The newest sound checkpoint of a run, or the checkpoint itself, on the CPU. Warns of a file
// without a checksum.
// throws  Error as load_checkpoint() and load_newest(), and kMissing where a run has none
LoadedCheckpoint load_source(const std::filesystem::path& source, const Session& session);

// For set_up_machine(): samples are made on the CPU, with the threads that the run's config names,
// but no more than there are processors.
Config machine_for_samples(const TrainState& state);

// Numbers that a sample is made of, or consists of, whichever are more.
int64_t count_sample_values(const TrainState& state);

// So many samples are to be in memory at a time: a few thousand, or fewer where they are large.
int64_t choose_sample_batch(const TrainState& state);

// Makes the samples 0 .. count-1 of a seed, and calls use(first, images) with float [n, 1, H, W],
// choose_sample_batch() at a time.
// raw  by the generator itself, even where there is an averaged one
void make_sample_batches(
    const TrainState& state, bool raw, int64_t seed, int64_t count,
    const std::function<void(int64_t first, const torch::Tensor& images)>& use);

}  // namespace gan
