// Reads the data sets of a config for a command: tells what takes long and what was left out.
#pragma once

#include <filesystem>

#include "app/terminal/session.h"
#include "core/config/config.h"
#include "core/sources/data_sets.h"

namespace gan {

// Hooks that warn of files that lie there twice, and show the progress of what takes seconds as
// long as they exist. session  must outlive them
ReadHooks make_read_hooks(const Session& session);

// Reads the images that the config names from a folder, as read_data_sets() does. Shows the
// progress of what takes seconds; warns of files that lie there twice, and of files that were
// left out; says when images were set aside.
// throws  as read_data_sets() does
DataSets read_sets(const Config& config, const std::filesystem::path& folder, bool needs_test,
                   const Session& session);

}  // namespace gan
