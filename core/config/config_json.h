// Reads a Config from JSON, strictly, and writes all of it. JSON types stay inside the .cpp.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/config/config.h"
#include "core/config/settings.h"

namespace gan {

// A setting that was given beside the file.
struct Override {
  std::string path;  // its JSON pointer
  std::string text;  // the value as given
  std::string name;  // what messages call it
};

// A config file is at most this large.
constexpr uint64_t kMaxConfigBytes = 1 << 20;

// Starts from the defaults, then applies `json`, then `overrides`. "$schema" and "versions" at the
// root are ignored.
// where   names the text in messages, such as "configs/mnist.json"
// throws  UsageError with every fault of both: not JSON (strict_json.h), unknown or duplicate keys,
//         wrong types, values out of range
Config parse_config(std::string_view json, const std::string& where,
                    const std::vector<Override>& overrides = {});

// Applies `overrides` to `base`. throws UsageError with every fault
Config override_config(Config base, const std::vector<Override>& overrides);

using Versions = std::vector<std::pair<std::string, std::string>>;  // names and versions

// Every setting as JSON, and a section "versions" if there are any.
std::string format_config(Config config, const Versions& versions = {});

// The section "versions" of a config; empty if there is none, or if it is not JSON.
Versions parse_versions(std::string_view json);

// The setting's value as JSON: 64, [256, 512], "mnist".
std::string format_value(const Setting& setting);

// The shortest decimal that parses to the same double; whole numbers have no decimal point.
std::string format_number(double value);

}  // namespace gan
