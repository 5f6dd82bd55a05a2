// The one list of settings. Reading, writing, command-line flags, help, the README's table, the
// JSON Schema and the comparison at resume all use it, so a setting is declared once, in
// settings.cpp.
#pragma once

#include <string>
#include <vector>

#include "core/config/config.h"
#include "core/config/setting.h"

namespace gan {

// Every setting of `config`, in the order of the JSON. They point into `config`, which must outlive
// them.
std::vector<Setting> list_settings(Config& config);

}  // namespace gan
