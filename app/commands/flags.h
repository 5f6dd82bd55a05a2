// Flags that several commands share.
#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <string>
#include <vector>

#include "core/config/config_json.h"

namespace gan {

// Adds a flag with a whole number in [least, most] as its value. letter  stands for it in --help
CLI::Option* add_number(CLI::App& flags, const std::string& name, int64_t& value, int64_t least,
                        int64_t most, const std::string& help, const std::string& letter);

// --seed, of the samples
void add_seed(CLI::App& flags, int64_t& seed);

// --raw
void add_raw(CLI::App& flags, bool& raw);

// --fps
CLI::Option* add_frame_rate(CLI::App& flags, double& frames_per_second, const std::string& help);

// What the names of the settings' groups begin with.
constexpr const char* kSettingsGroup = "Settings";

// Adds a flag for each setting, in groups of their own. Call it after adding all other flags.
void add_settings(CLI::App& flags, std::vector<Override>& overrides);

// A flag for each setting that says how images are read, for commands that look at them.
// data.folder is not among them.
// are_of_run  whether they default to the run's
void add_data_settings(CLI::App& flags, std::vector<Override>& overrides, bool are_of_run);

// --threads and --device, for commands that make samples.
void add_machine_settings(CLI::App& flags, std::vector<Override>& overrides);

// The argument RUN, or several if Path is a vector.
template <class Path>
void add_run(CLI::App& flags, Path& run, const std::string& help) {
  flags.add_option("run", run, help)->required()->type_name("RUN");
}

}  // namespace gan
