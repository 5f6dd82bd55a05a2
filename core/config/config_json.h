// Reads a Config from JSON, strictly, and writes all of it. JSON types stay inside the .cpp.
#pragma once

#include <functional>
#include <string>
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

// A config as text.
struct ConfigText {
  std::string json;
  std::string where;  // names it in messages
};

// Reads the config that another names in "extends", which ends at some number of them. throws Error
using ReadBase = std::function<ConfigText(const std::string& extends)>;

// Starts from the defaults, then applies the config that `json` extends, if any, then `json`, then
// `overrides`. A list replaces a list. "$schema" and "versions" at the root are ignored.
// where      names the text in messages, such as "configs/mnist.json"
// read_base  is called for each "extends", from `json` down; without it, that is an unknown setting
// throws     UsageError with every fault of all: not JSON (strict_json.h), unknown or duplicate
//            keys, wrong types, values out of range, a base that cannot be read
Config parse_config(const std::string& json, const std::string& where,
                    const std::vector<Override>& overrides = {},
                    const ReadBase& read_base = nullptr);

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
