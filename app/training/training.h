// A training with all its files: what `train` and `resume` share.
#pragma once

#include "app/training/data.h"
#include "core/output/run_folder.h"

namespace gan {

// What a run will be, in the lines that open its log.
std::vector<std::string> describe_run(const Config& config, const TrainingData& data,
                                      torch::Device device);

// Continues the run in the folder, under `config` where a resume may change it; begins it if it has
// no checkpoint yet. Before anything is written, all is read and checked.
// throws  UsageError naming what would make it another run
//         Error where it has checkpoints and none can be taken, with the way to begin anew; for
//         data, disk, divergence
int continue_run(const Config& config, const RunFolder& run, Session& session);

// Trains `state` to its end or to a signal, and writes the run's files as it goes.
// data     that check_run() has seen
// returns  0, or 128 + the signal's number where one stopped it after saving
int run_training(TrainState& state, const TrainingData& data, const RunFolder& run,
                 Session& session);

}  // namespace gan
