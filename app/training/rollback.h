// Takes a training back to a state from before it diverged.
#pragma once

#include "app/training/data.h"
#include "core/output/run_folder.h"

namespace gan {

// Replaces the state by one of the run's checkpoints, or by a new run if there is none, increases
// its number of rollbacks, and removes newer checkpoints. It uses only checkpoints that the run
// would also have without any stop, so that a stop does not change the step it goes back to.
//
// throws  Error if a checkpoint that may be valid cannot be read, or if one cannot be removed
void roll_back(TrainState& state, const RunFolder& run, const DataSet& training,
               const Session& session);

}  // namespace gan
