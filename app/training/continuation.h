// Continues a run from its newest checkpoint.
#pragma once

#include <filesystem>
#include <string>

#include "app/terminal/session.h"
#include "core/config/config.h"
#include "core/output/run_folder.h"

namespace gan {

// A run that is to be continued, or begun if it has no checkpoint yet.
struct Continuation {
  Config config;
  RunFolder run;
  std::filesystem::path data_folder;  // absolute
  std::string start_over;             // the command that begins the run again, for messages
};

// Reads and checks everything before it writes anything.
// returns  as run_training() does
// throws   UsageError naming the settings that must not change at resume
//          Error if there are checkpoints but none can be used; for data, disk, divergence
int continue_run(const Continuation& continuation, Session& session);

// Reads and checks the same, writes nothing, and prints what continue_run() would do.
// returns  0
int describe_continuation(const Continuation& continuation, const Session& session);

}  // namespace gan
