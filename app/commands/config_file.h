// Reads a config file and applies the flags of the command line to it.
#pragma once

#include <filesystem>
#include <vector>

#include "core/config/config_json.h"

namespace gan {

// throws  UsageError, also if the file cannot be read
Config read_config_file(const std::filesystem::path& path, const std::vector<Override>& overrides);

}  // namespace gan
