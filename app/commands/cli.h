// The command line.
#pragma once

#include "app/terminal/session.h"

namespace gan {

// Parses and runs one subcommand.
// returns  the exit code
// throws   UsageError if the arguments cannot be parsed; whatever the subcommand throws
int run_cli(int argc, char** argv, Session& session);

}  // namespace gan
