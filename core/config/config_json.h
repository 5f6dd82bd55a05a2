// A Config as JSON text, read strictly and written whole. JSON types stay inside the .cpp.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/config/config.h"
#include "core/config/settings.h"

namespace gan {

// A setting given on the command line: its JSON pointer and the value as typed.
using Override = std::pair<std::string, std::string>;

// A config file is at most this large.
constexpr uint64_t kMaxConfigBytes = 1 << 20;

// Whether brackets stand within each other deeper than in any config or line of metrics. Such JSON
// is not to be parsed: working on it could exhaust the stack.
bool nests_too_deep(std::string_view json);

// Reads `json` over the defaults, then `overrides` over that. "$schema" and "versions" may stand at
// the root and say nothing.
// where   names the text in messages, "configs/mnist.json"
// throws  UsageError with every fault of both: not JSON, unknown or duplicate keys, wrong types,
//         values out of range
Config parse_config(std::string_view json, const std::string& where,
                    const std::vector<Override>& overrides = {});

// Reads `overrides` over `base`. throws UsageError with every fault
Config override_config(Config base, const std::vector<Override>& overrides);

// Every setting as JSON, and `versions` (name, version) beside them if there are any.
std::string format_config(Config config,
                          const std::vector<std::pair<std::string, std::string>>& versions = {});

// A value as it stands in the JSON: 64, [256, 512], "mnist".
std::string format_value(const Setting& setting);

// The shortest decimal that reads back as the same double; whole numbers without a point.
std::string format_number(double value);

}  // namespace gan
