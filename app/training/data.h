// What a training reads, and what must hold before it writes anything.
#pragma once

#include <optional>

#include "app/terminal/session.h"
#include "core/data/idx.h"
#include "core/evaluate/evaluate.h"
#include "core/train/state.h"

namespace gan {

struct TrainingData {
  Images train;
  std::optional<Images> validation;
  std::optional<RealData> judged;  // with labels; where evaluate.every_epochs asks for quality

  ImageShape shape() const { return {train.height(), train.width()}; }
};

// Reads what the config names.
// throws  Error; UsageError if the images' sizes differ, or where their quality cannot be judged
TrainingData read_training_data(const Config& config, const Session& session);

// What a run with these images on this device would come to fail at. Nothing on disk may change
// before it has passed.
// throws  UsageError naming the settings
void check_run(const Config& config, const TrainingData& data, torch::Device device);

// throws  UsageError or Error where a checkpoint cannot go on with this config and these images
void check_continues(const TrainState& stored, const Config& config, const Images& images);

}  // namespace gan
