// Where samples come from: a run's folder or a checkpoint.
#pragma once

#include <filesystem>
#include <functional>
#include <vector>

#include "app/terminal/session.h"
#include "core/config/config_json.h"
#include "core/output/checkpoint.h"

namespace gan {

// Loads the newest undamaged checkpoint of a run, or the checkpoint itself, and sets up the machine
// for making samples: on the CPU, with the number of threads in the run's config, but no more than
// there are processors. Warns about a file without a checksum.
// machine  settings that replace these
// throws   Error as load_checkpoint() and load_newest() do; kMissing if a run has no checkpoint
//          UsageError as set_up_machine() does
TrainState load_source(const std::filesystem::path& source, const std::vector<Override>& machine,
                       const Session& session);

// The absolute path of the folder with the images that a source was trained on.
std::filesystem::path find_data_of_source(const std::filesystem::path& source,
                                          const std::string& data_folder);

// The files and folders of a run, or a checkpoint with those of the run that it lies in.
std::vector<std::filesystem::path> list_source_files(const std::filesystem::path& source);

// The size of a sample's latent or of its image, whichever is larger.
int64_t count_sample_values(const TrainState& state);

// The number of samples to hold in memory at a time: a few thousand, or fewer if they are large.
int64_t choose_sample_batch(const TrainState& state);

// Makes the samples 0 .. count-1 of a seed, and calls use(first, images) with float [n, C, H, W],
// choose_sample_batch() at a time.
// raw      use the generator itself, even if there is an averaged one
// classes  of the samples
void make_sample_batches(
    const TrainState& state, bool raw, const SampleClasses& classes, int64_t seed, int64_t count,
    const std::function<void(int64_t first, const torch::Tensor& images)>& use);

}  // namespace gan
