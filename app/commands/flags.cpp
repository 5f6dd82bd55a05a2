#include "app/commands/flags.h"

#include <algorithm>
#include <charconv>

#include "core/base/errors.h"
#include "core/base/limits.h"

namespace gan {
namespace {

// CLI::Range accepts NaN.
std::string check_frame_rate(const std::string& text) {
  double value = 0;
  const bool is_number = CLI::detail::lexical_cast(text, value);
  return is_number && value >= 0.1 && value <= 50 ? ""
                                                  : "must be in [0.1, 50], got " + printable(text);
}

// CLI11 would read 010 as 8.
CLI::Validator whole_number_between(int64_t least, int64_t most) {
  const auto check = [=](const std::string& text) -> std::string {
    int64_t value = 0;
    const char* const end = text.data() + text.size();
    const auto parsed = std::from_chars(text.data(), end, value);
    if (parsed.ec == std::errc() && std::to_string(value) == text && value >= least &&
        value <= most)
      return "";
    return "must be an integer in [" + std::to_string(least) + ", " + std::to_string(most) +
           "], got " + printable(text);
  };
  return {check, ""};
}

CLI::Option* add_setting(CLI::App& flags, const Setting& setting, std::vector<Override>& overrides,
                         const std::string& help) {
  const std::string flag = "--" + setting.name();
  const std::string names = flag + (setting.key() == "epochs" ? ",--epochs" : "");
  return flags.add_option_function<std::string>(
      names,
      [&overrides, flag, path = setting.path](const std::string& text) {
        overrides.push_back({path, text, flag});
      },
      help);
}

// "auto,cpu,cuda"
std::string list_names(const ChoiceReference& choice) {
  std::string list;
  for (const char* const name : choice.names())
    list += (list.empty() ? "" : ",") + std::string(name);
  return list;
}

}  // namespace

CLI::Option* add_number(CLI::App& flags, const std::string& name, int64_t& value, int64_t least,
                        int64_t most, const std::string& help, const std::string& letter) {
  return flags.add_option(name, value, help)
      ->check(whole_number_between(least, most))
      ->type_name(letter);
}

void add_seed(CLI::App& flags, int64_t& seed) {
  add_number(flags, "--seed", seed, 0, kMaxWholeNumber,
             "seed of the samples; default: that of the run's grids", "S");
}

void add_raw(CLI::App& flags, bool& raw) {
  flags.add_flag("--raw", raw, "use the generator's own weights, not their moving average");
}

CLI::Option* add_frame_rate(CLI::App& flags, double& frames_per_second, const std::string& help) {
  return flags.add_option("--fps", frames_per_second, help)
      ->check(CLI::Validator(check_frame_rate, ""))
      ->type_name("F");
}

void add_settings(CLI::App& flags, std::vector<Override>& overrides) {
  Config defaults;
  for (const Setting& setting : list_settings(defaults))
    add_setting(flags, setting, overrides,
                setting.help + "; " + setting.allowed() + "; default " + format_value(setting))
        ->type_name("")
        ->group(kSettingsGroup + (setting.section().empty() ? "" : ": " + setting.section()));
}

void add_data_settings(CLI::App& flags, std::vector<Override>& overrides, bool are_of_run) {
  const std::vector<std::string> others = {"folder", "mirror", "validation_count"};
  Config defaults;
  for (const Setting& setting : list_settings(defaults)) {
    if (setting.section() != "data" || std::count(others.begin(), others.end(), setting.key()) > 0)
      continue;
    std::string type = "N";
    if (const auto* const choice = std::get_if<ChoiceReference>(&setting.value))
      type = "NAME:{" + list_names(*choice) + "}";
    if (std::holds_alternative<bool*>(setting.value)) type = "BOOL:{true,false}";
    if (std::holds_alternative<std::string*>(setting.value)) type = "FILE";
    const std::string usual = are_of_run ? ": as in the run" : " " + format_value(setting);
    add_setting(flags, setting, overrides, setting.help + "; default" + usual)
        ->type_name(type)
        ->group("How images are read");
  }
}

void add_machine_settings(CLI::App& flags, std::vector<Override>& overrides) {
  const std::string group = "Machine";
  Config defaults;
  for (const Setting& setting : list_settings(defaults)) {
    if (setting.path == "/threads")
      add_setting(flags, setting, overrides, "CPU threads; default: as in the run")
          ->type_name("N")
          ->group(group);
    if (setting.path == "/device")
      add_setting(flags, setting, overrides, "where to make the samples; default cpu")
          ->type_name("NAME:{" + list_names(std::get<ChoiceReference>(setting.value)) + "}")
          ->group(group);
  }
}

}  // namespace gan
