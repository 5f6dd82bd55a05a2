#include "app/manual/manual.h"

#include <algorithm>
#include <map>
#include <memory>
#include <sstream>

#include "app/commands/command.h"
#include "app/commands/flags.h"
#include "app/commands/help.h"
#include "app/terminal/standard_output.h"
#include "core/config/config_json.h"
#include "core/config/settings.h"

namespace gan {
namespace {

// "BY:{size,name}", as CLI11 writes a value with choices, to "BY" and its choices.
void set_value(const std::string& type, ManualFlag& flag) {
  const size_t brace = type.find(":{");
  flag.value = type.substr(0, brace);
  if (brace == std::string::npos) return;
  std::istringstream choices(type.substr(brace + 2, type.size() - brace - 3));
  for (std::string choice; std::getline(choices, choice, ',');) flag.choices.push_back(choice);
}

ManualFlag describe_flag(const CLI::Option& option) {
  ManualFlag flag;
  for (const std::string& name : option.get_snames()) flag.names.push_back("-" + name);
  for (const std::string& name : option.get_lnames()) flag.names.push_back("--" + name);
  set_value(option.get_type_name(), flag);
  flag.help = option.get_description();
  flag.is_required = option.get_required();
  flag.is_repeated = option.get_positional() && option.get_items_expected_max() > 1;
  if (option.get_positional()) flag.names.clear();
  return flag;
}

bool is_setting(const CLI::Option& option) {
  return option.get_group().rfind(kSettingsGroup, 0) == 0;
}

ManualCommand describe_command(const CommandHelp& help, const CLI::App& flags) {
  ManualCommand command = {help.name, help.summary, help.description, help.example, {}, {}};
  std::vector<const CLI::Option*> options = flags.get_options();
  std::stable_partition(options.begin(), options.end(),
                        [](const CLI::Option* option) { return !is_common(*option); });
  for (const CLI::Option* const option : options) {
    if (is_setting(*option))
      command.takes_settings = true;
    else
      (option->get_positional() ? command.arguments : command.flags)
          .push_back(describe_flag(*option));
  }
  return command;
}

std::string letter_for(const Setting& setting) {
  if (std::holds_alternative<std::vector<int64_t>*>(setting.value)) return "N,N,...";
  if (std::holds_alternative<ChoiceReference>(setting.value)) return "NAME";
  if (std::holds_alternative<bool*>(setting.value)) return "true|false";
  if (std::holds_alternative<int64_t*>(setting.value)) return "N";
  if (std::holds_alternative<double*>(setting.value)) return "X";
  return setting.key() == "folder" ? "DIR" : "TEXT";
}

// `config` has a flag for each setting.
std::vector<ManualSetting> describe_settings(const CLI::App& config) {
  Config defaults;
  std::vector<ManualSetting> settings;
  for (const Setting& setting : list_settings(defaults)) {
    ManualFlag flag = describe_flag(*config.get_option("--" + setting.name()));
    flag.value = letter_for(setting);
    flag.help = setting.help;
    if (const auto* const choice = std::get_if<ChoiceReference>(&setting.value))
      for (const char* const name : choice->names()) flag.choices.emplace_back(name);
    settings.push_back(
        {flag, setting.allowed(), format_value(setting), setting.on_resume != OnResume::kFixed});
  }
  return settings;
}

Manual make_description() {
  CLI::App program;
  bool is_quiet = false;
  const std::vector<CommandEntry> commands = describe_program(program, is_quiet);
  Manual manual;
  manual.description = program.get_description();
  for (const CLI::Option* const option : program.get_options())
    manual.flags.push_back(describe_flag(*option));
  for (const CommandEntry& entry : commands)
    manual.commands.push_back(describe_command(entry.command->help(), *entry.flags));
  manual.settings = describe_settings(*program.get_subcommand("config"));
  return manual;
}

const std::map<std::string, std::string (*)(const Manual&)> kForms = {
    {"man", format_man_page},
    {"bash", format_bash_completion},
    {"zsh", format_zsh_completion},
    {"fish", format_fish_completion}};

class PrintManualCommand : public Command {
 public:
  PrintManualCommand()
      : Command({"manual", "print the manual page, or completions for a shell",
                 "Prints the manual page, or a script that makes a shell "
                 "complete commands, flags, settings, runs and files. An installation has both in "
                 "place.",
                 "gan-train manual man > gan-train.1"}) {}

  void add_flags(CLI::App& flags) override {
    flags.add_option("form", form_, "man, or the shell: bash, zsh, fish")
        ->required()
        ->check(CLI::IsMember(kForms))
        ->type_name("FORM");
  }

  int run(Session&) override {
    print_to_stdout(kForms.at(form_)(make_description()));
    return 0;
  }

 private:
  std::string form_;
};

}  // namespace

std::unique_ptr<Command> make_manual() { return std::make_unique<PrintManualCommand>(); }

}  // namespace gan
