// Reads a config file and applies the flags of the command line to it.
#pragma once

#include <filesystem>
#include <vector>

#include "core/config/config_json.h"
#include "core/output/run_folder.h"

namespace gan {

// Reads a config, with those that it extends. A path of theirs may begin with "~/" (home.h); that
// of "extends" is relative to the file that says it.
// throws  UsageError, also if a file cannot be read
Config read_config_file(const std::filesystem::path& path, const std::vector<Override>& overrides);

// The absolute path of the images of a run that is continued: a flag is relative to the working
// folder, else find_data_folder() decides.
std::filesystem::path data_folder_of(const RunFolder& run, const Config& config,
                                     const std::vector<Override>& overrides);

}  // namespace gan
