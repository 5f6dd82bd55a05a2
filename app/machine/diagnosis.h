// What gan-train doctor says about a machine.
#pragma once

#include <string>
#include <vector>

#include "app/machine/examination.h"

namespace gan {

// One line for people. What is to be mended says how.
struct Finding {
  bool is_well;
  std::string text;
};

std::vector<Finding> list_findings(const Examination& machine);

// "well: ..." or "mend: ...", a line each.
std::string format_findings(const Examination& machine);

// A JSON object with every figure, its unit in its name, the versions, and the findings.
std::string format_examination(const Examination& machine);

}  // namespace gan
