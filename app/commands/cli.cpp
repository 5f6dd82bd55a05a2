#include "app/commands/cli.h"

#include <algorithm>
#include <filesystem>
#include <memory>
#include <optional>
#include <sstream>

#include "app/commands/command.h"
#include "app/commands/help.h"
#include "app/commands/home.h"
#include "app/machine/version.h"
#include "app/terminal/standard_output.h"
#include "core/base/errors.h"

// The table of commands, in the order of --help. Each is defined in the file of that name.
#define GAN_COMMANDS(COMMAND) \
  COMMAND(train)              \
  COMMAND(resume)             \
  COMMAND(sample)             \
  COMMAND(evaluate)           \
  COMMAND(show)               \
  COMMAND(list)               \
  COMMAND(watch)              \
  COMMAND(report)             \
  COMMAND(timelapse)          \
  COMMAND(data)               \
  COMMAND(config)             \
  COMMAND(doctor)             \
  COMMAND(manual)

namespace gan {

#define GAN_DECLARE(name) std::unique_ptr<Command> make_##name();
GAN_COMMANDS(GAN_DECLARE)

namespace {

std::vector<CommandEntry> add_commands(CLI::App& program, bool& is_quiet) {
  std::vector<CommandEntry> entries;
#define GAN_ADD(name) entries.push_back({make_##name(), nullptr});
  GAN_COMMANDS(GAN_ADD)
  for (CommandEntry& entry : entries) {
    const CommandHelp help = entry.command->help();
    entry.flags = program.add_subcommand(help.name, help.summary);
    entry.flags->formatter_fn(
        [help](const CLI::App* flags, const std::string&, CLI::AppFormatMode) {
          return format_command_help(*flags, help);
        });
    entry.flags->allow_extras();
    entry.command->add_flags(*entry.flags);
    entry.flags->add_flag("--quiet", is_quiet, "print warnings and errors only");
  }
  return entries;
}

// Reports an argument that CLI11 did not understand, with a suggestion.
void check_leftovers(const CLI::App& command) {
  const std::string help =
      "see gan-train " + (command.get_parent() ? command.get_name() + " " : "") + "--help";
  for (const std::string& word : command.remaining()) {
    const std::string shown = printable(word);
    if (word.size() < 2 || word[0] != '-')
      throw UsageError(shown + ": unexpected argument; " + help);
    std::vector<std::string> known;
    for (const CLI::Option* option : command.get_options())
      for (const std::string& name : option->get_lnames()) known.push_back("--" + name);
    const std::string nearest = nearest_word(word.substr(0, word.find('=')), known);
    throw UsageError(shown + ": unknown option; " +
                     (nearest.empty() ? help : "did you mean " + nearest + "?"));
  }
}

// `gan-train CONFIG.json` is short for `gan-train train CONFIG.json`.
std::vector<std::string> expand_short_form(std::vector<std::string> arguments,
                                           const std::vector<std::string>& commands) {
  if (arguments.empty()) return {"--help"};
  const std::string& first = arguments.front();
  const bool is_command = std::count(commands.begin(), commands.end(), first) > 0;
  if (is_command || first[0] == '-') return arguments;
  std::error_code ignored;
  const std::filesystem::path path(first);
  if (path.extension() != ".json" && !std::filesystem::is_regular_file(path, ignored)) {
    const std::string nearest = nearest_word(first, commands);
    throw UsageError(printable(first) + ": neither a command nor a config file; " +
                     (nearest.empty() ? "see gan-train --help" : "did you mean " + nearest + "?"));
  }
  arguments.insert(arguments.begin(), "train");
  return arguments;
}

// CLI11 would take the next argument as the value of "--run=", and skips some empty arguments, such
// as "$RUN" if it is not set.
void check_values(const std::vector<std::string>& arguments) {
  const std::string remedy = "; give one, or leave it out";
  for (size_t i = 0; i < arguments.size(); ++i) {
    const std::string& argument = arguments[i];
    if (argument.empty())
      throw UsageError((i > 0 ? "after " + printable(arguments[i - 1]) : "first argument") +
                       ": an empty value" + remedy);
    if (argument.size() > 3 && argument.compare(0, 2, "--") == 0 &&
        argument.find('=') == argument.size() - 1)
      throw UsageError(printable(argument) + ": has no value" + remedy);
  }
}

std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

// What CLI11 found wrong, and where help is.
std::string describe_fault(const CLI::ParseError& error, const CLI::App& program) {
  const auto parsed = program.get_subcommands();
  const std::string command = parsed.empty() ? "" : parsed.front()->get_name() + " ";
  const std::string what = first_line(error.what());
  if (dynamic_cast<const CLI::ArgumentMismatch*>(&error))
    return what.substr(0, what.find(':')) + ": has no value; give one, or leave it out";
  return what + "; see gan-train " + command + "--help";
}

// As CLI11 prints --help and --version, but sure to be written.
int print_help(const CLI::App& program, const CLI::Success& success) {
  std::ostringstream text;
  const int code = program.exit(success, text, text);
  print_to_stdout(text.str());
  return code;
}

}  // namespace

std::vector<CommandEntry> describe_program(CLI::App& program, bool& is_quiet) {
  program.name("gan-train");
  program.description(
      "Trains a generative adversarial network (GAN) from a JSON config, and shows what it makes.");
  program.set_version_flag("--version", describe_build, "print the version and exit");
  program.set_help_flag("-h,--help", "print this help and exit");
  program.require_subcommand(1);
  program.allow_extras();
  program.option_defaults()->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
  return add_commands(program, is_quiet);
}

int run_cli(int argc, char** argv, Session& session) {
  CLI::App program;
  bool is_quiet = false;
  const std::vector<CommandEntry> entries = describe_program(program, is_quiet);
  std::vector<CommandHelp> helps;
  std::vector<std::string> names;
  for (const CommandEntry& entry : entries) {
    helps.push_back(entry.command->help());
    names.emplace_back(helps.back().name);
  }
  program.formatter_fn([&](const CLI::App* app, const std::string&, CLI::AppFormatMode) {
    return format_program_help(*app, helps);
  });

  std::vector<std::string> arguments(argv + 1, argv + argc);
  check_values(arguments);
  for (std::string& argument : arguments) argument = expand_home_in_argument(argument);
  arguments = expand_short_form(arguments, names);
  std::reverse(arguments.begin(), arguments.end());  // CLI11 reads them from the end
  std::optional<std::string> fault;
  try {
    program.parse(arguments);
  } catch (const CLI::Success& success) {
    return print_help(program, success);
  } catch (const CLI::ParseError& error) {
    fault = describe_fault(error, program);
  }
  for (const CLI::App* command : program.get_subcommands()) check_leftovers(*command);
  check_leftovers(program);
  if (fault) throw UsageError(*fault);
  if (is_quiet) session.set_quiet();
  for (const CommandEntry& entry : entries)
    if (entry.flags->parsed()) return entry.command->run(session);
  return 0;  // not reached: a command is required
}

}  // namespace gan
