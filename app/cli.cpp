#include "app/cli.h"

#include <functional>

#include "app/console.h"
#include "app/flags.h"
#include "core/base/errors.h"

namespace gan {
namespace {

struct Command {
  CLI::App& flags;
  std::function<int()> run;
};

std::vector<std::string> list_names(const std::vector<Command>& commands) {
  std::vector<std::string> names;
  for (const Command& command : commands) names.push_back(command.flags.get_name());
  return names;
}

// What CLI11 did not understand, as one line that says what was meant.
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

// CLI11 takes the next argument for the value of "--run=", and passes over some that are empty, as
// "$RUN" is where nobody has set it.
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

}  // namespace

int run_cli(int argc, char** argv) {
  CLI::App app("Trains a generative adversarial network from a JSON config.", "gan-train");
  app.set_version_flag("--version", "gan-train " GAN_VERSION);
  app.require_subcommand(1);
  app.footer("gan-train CONFIG.json is short for gan-train train CONFIG.json.");
  app.option_defaults()->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
  bool quiet = false;

  TrainOptions train;
  ResumeOptions resume;
  SampleOptions sample;
  EvaluateOptions evaluate;
  ReportOptions report;
  WatchOptions watch;
  TimelapseOptions timelapse;
  ListOptions list;
  ShowOptions show;
  ConfigOptions config;
  const std::vector<Command> commands = {
      {add_train(app, train), [&] { return run_train(train); }},
      {add_resume(app, resume), [&] { return run_resume(resume); }},
      {add_sample(app, sample), [&] { return run_sample(sample); }},
      {add_evaluate(app, evaluate), [&] { return run_evaluate(evaluate); }},
      {add_report(app, report), [&] { return run_report(report); }},
      {add_watch(app, watch), [&] { return run_watch(watch); }},
      {add_timelapse(app, timelapse), [&] { return run_timelapse(timelapse); }},
      {add_list(app, list), [&] { return run_list(list); }},
      {add_show(app, show), [&] { return run_show(show); }},
      {add_config(app, config), [&] { return run_config(config); }},
  };
  app.allow_extras();
  for (const Command& command : commands) {
    command.flags.allow_extras();
    command.flags.add_flag("--quiet", quiet, "print warnings and errors only");
  }

  std::vector<std::string> arguments(argv + 1, argv + argc);
  check_values(arguments);
  arguments = expand_short_form(arguments, list_names(commands));
  std::reverse(arguments.begin(), arguments.end());  // CLI11 takes them from the back
  try {
    app.parse(arguments);
  } catch (const CLI::Success& success) {
    return app.exit(success);  // --help and --version
  } catch (const CLI::ParseError& error) {
    for (const CLI::App* command : app.get_subcommands()) check_leftovers(*command);
    check_leftovers(app);
    throw UsageError(first_line(error.what()) + "; see gan-train --help");
  }
  for (const CLI::App* command : app.get_subcommands()) check_leftovers(*command);
  check_leftovers(app);
  if (quiet) set_quiet();
  for (const Command& command : commands)
    if (command.flags.parsed()) return command.run();
  return 0;  // not reached: a subcommand is required
}

}  // namespace gan
