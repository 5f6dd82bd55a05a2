// Runs a training with all its files.
#pragma once

#include "app/training/data.h"
#include "core/output/run_folder.h"

namespace gan {

// The lines that describe a run at the beginning of its log.
std::vector<std::string> describe_run(const Config& config, const TrainingData& data,
                                      torch::Device device);

// Trains `state` to the end of the run or until a signal, and writes the run's files meanwhile.
// data     has passed check_run()
// returns  0, or 128 + the signal's number if one stopped the training, which is then saved
int run_training(TrainState& state, const TrainingData& data, const RunFolder& run,
                 Session& session);

}  // namespace gan
