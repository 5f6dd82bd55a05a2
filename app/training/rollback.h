// Going back to before a training diverged.
#pragma once

#include "app/training/data.h"
#include "core/output/run_folder.h"

namespace gan {

// Puts one of the run's checkpoints in the state's place, or a new run where there is none, with
// one rollback more, and removes what is newer. Only checkpoints count that the run would have,
// too, if nobody had stopped it: it goes back to the same step then.
//
// throws  Error where a checkpoint cannot be read, though it may be whole, or cannot be removed
void roll_back(TrainState& state, const RunFolder& run, const Images& images,
               const Session& session);

}  // namespace gan
