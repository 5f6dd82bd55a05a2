// Which settings a resumed run may change.
#pragma once

#include <string>
#include <vector>

#include "core/config/config.h"

namespace gan {

// Whether a step depends on the length of the run. If so, train.epochs and train.steps may not
// change at resume.
bool depends_on_length(const Config& config);

// One line for each setting that differs between the stored run and the requested one but may not
// change at resume. Empty: the run may be resumed.
std::vector<std::string> find_resume_faults(Config stored, Config given);

}  // namespace gan
