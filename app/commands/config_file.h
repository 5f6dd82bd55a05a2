// A config as the commands take it: a file, and the flags over it.
#pragma once

#include <filesystem>
#include <vector>

#include "core/config/config_json.h"

namespace gan {

// throws  UsageError, also where the file cannot be read
Config read_config_file(const std::filesystem::path& path, const std::vector<Override>& overrides);

}  // namespace gan
