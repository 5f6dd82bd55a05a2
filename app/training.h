// A training with all its files: what `train` and `resume` share.
#pragma once

#include <optional>

#include "core/data/idx.h"
#include "core/output/run_folder.h"
#include "core/train/state.h"

namespace gan {

struct TrainingData {
  Images train;
  std::optional<Images> validation;

  ImageShape shape() const { return {train.height(), train.width()}; }
};

// Reads the images that the config names. throws Error, UsageError if their sizes differ
TrainingData read_training_data(const Config& config);

// What a run will be, in the lines that open its log.
std::vector<std::string> describe_run(const Config& config, const TrainingData& data,
                                      torch::Device device);

// Goes on with the run in the folder, under `config` where a resume may change it; begins it if it
// has no checkpoint yet.
// throws  UsageError naming what would make it another run; Error for data, disk, divergence
int continue_run(const Config& config, const RunFolder& run);

// Trains `state` to its end or to a signal, and writes the run's files as it goes.
// returns  0, or 130 or 143 when a signal stopped it after saving
int run_training(TrainState& state, const TrainingData& data, const RunFolder& run);

}  // namespace gan
