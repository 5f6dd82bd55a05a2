// Runs a training with all its files; shared by `train` and `resume`.
#pragma once

#include "app/training/data.h"
#include "core/output/run_folder.h"

namespace gan {

// The lines that describe a run at the beginning of its log.
std::vector<std::string> describe_run(const Config& config, const TrainingData& data,
                                      torch::Device device);

// Continues the run in the folder with `config`, or begins it if it has no checkpoint yet. Reads
// and checks everything before it writes anything.
// returns  as run_training() does
// throws   UsageError naming the settings that must not change at resume
//          Error if there are checkpoints but none can be used; for data, disk, divergence
// start_over  the command line that begins the run again, for the message
int continue_run(const Config& config, const RunFolder& run, const std::string& start_over,
                 Session& session);

// Trains `state` to the end of the run or until a signal, and writes the run's files meanwhile.
// data     has passed check_run()
// returns  0, or 128 + the signal's number if one stopped the training, which is then saved
int run_training(TrainState& state, const TrainingData& data, const RunFolder& run,
                 Session& session);

}  // namespace gan
