// Reads the data of a training, and checks everything before it writes anything.
#pragma once

#include <filesystem>
#include <optional>

#include "app/terminal/session.h"
#include "core/data/data_set.h"
#include "core/evaluate/evaluate.h"
#include "core/train/state.h"

namespace gan {

struct TrainingData {
  std::filesystem::path folder;  // absolute
  DataSet train;
  std::optional<DataSet> validation;
  std::optional<RealData> judged;  // with labels; only if evaluate.every_epochs > 0

  ImageShape shape() const { return train.shape(); }
};

// The classes of a training's images; none without condition class.
ClassTable classes_of(const Config& config, const DataSet& training);

// Reads the images that the config names from a folder.
// throws  Error; UsageError if the images' sizes differ, or if quality cannot be measured on them
TrainingData read_training_data(const Config& config, const std::filesystem::path& folder,
                                const Session& session);

// Checks for everything that would make a run with these images on this device fail later. It must
// pass before anything on disk changes.
// is_loaded  whether the run's state is in memory already
// throws     UsageError naming the settings; Error if memory is too small
void check_run(const Config& config, const TrainingData& data, torch::Device device,
               bool is_loaded = false);

// What quality is measured with: the CRC-32 of the test images, of their labels, and of the
// training labels. Empty if it is not measured.
std::string describe_measure(const TrainingData& data);

// stored  describe_measure() of the run so far; empty: unknown
// throws  UsageError if it is measured with something else now
void check_same_measure(const std::string& stored, const TrainingData& data);

// throws  UsageError or Error if a checkpoint cannot continue with this config and these images
// from    the folder of the images, for messages
void check_continues(const TrainState& stored, const Config& config, const DataSet& training,
                     const std::filesystem::path& from);

}  // namespace gan
