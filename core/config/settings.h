// The one list of settings. Reading, writing, command-line flags, help, the README's table, the
// JSON Schema and the comparison at resume all walk it; a setting is declared once, in
// settings.cpp.
#pragma once

#include <string>
#include <vector>

#include "core/config/config.h"
#include "core/config/setting.h"

namespace gan {

// Every setting of `config`, in the order of the JSON. The pointers live as long as `config` does.
std::vector<Setting> list_settings(Config& config);

// Whether what a step does depends on how many there will be: then train.epochs and train.steps may
// not change when a run goes on.
bool depends_on_length(const Config& config);

// A line for each setting that differs between the run as stored and as asked for and that would
// make it another run. Empty: the run may go on.
std::vector<std::string> find_resume_faults(Config stored, Config given);

}  // namespace gan
