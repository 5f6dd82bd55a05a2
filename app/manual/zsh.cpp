#include "app/manual/manual.h"

namespace gan {
namespace {

constexpr const char* kZshHelpers = R"(#compdef gan-train
# Completions of gan-train for zsh, made by: gan-train manual zsh

# Folders that hold a run, one or two below what is typed; if there are none, folders.
_gan_train_runs() {
  local typed=${(Q)PREFIX}
  local -a runs=($typed*/config.json(N:h) $typed*/*/config.json(N:h))
  if (($#runs)); then
    compadd "$@" -f -- $runs
  else
    _files "$@" -/
  fi
}

# Those, and files of the pattern that is the last argument.
_gan_train_runs_or_files() {
  _alternative 'runs:run:_gan_train_runs' "files:file:_files -g '$argv[-1]'"
}

# At the place of the command.
_gan_train_configs() {
  [[ -n $PREFIX ]] && _files -g '*.json'
}

)";

constexpr const char* kZshMain = R"(
_gan-train() {
  local curcontext=$curcontext state
  local -A opt_args
  _arguments -C $_gan_train_program '1: :->command' '*:: :->rest' && return
  case $state in
    command)
      _describe -t commands command _gan_train_commands
      _gan_train_configs
      ;;
    rest)
      _gan_train_command $words[1]
      ;;
  esac
}

if [[ $funcstack[1] == _gan-train ]]; then
  _gan-train "$@"
else
  compdef _gan-train gan-train
fi
)";

// The text in single quotes.
std::string zsh_quoted(const std::string& text) {
  std::string quoted = "'";
  for (const char letter : text)
    quoted += letter == '\'' ? std::string("'\\''") : std::string(1, letter);
  return quoted + "'";
}

// With a backslash before each of `special`, which _arguments would read.
std::string zsh_escaped(const std::string& text, const std::string& special) {
  std::string escaped;
  for (const char letter : text) {
    if (special.find(letter) != std::string::npos) escaped += '\\';
    escaped += letter;
  }
  return escaped;
}

// How _arguments completes the value: ":message:action".
std::string zsh_value(const ManualFlag& flag) {
  const Candidates candidates = candidates_for(flag);
  std::string patterns, words;
  for (const std::string& pattern : candidates.patterns)
    patterns += (patterns.empty() ? "" : "|") + pattern;
  for (const std::string& word : candidates.words) words += (words.empty() ? "" : " ") + word;
  if (candidates.patterns.size() > 1) patterns = "(" + patterns + ")";
  std::string action = " ";
  if (!words.empty())
    action = "(" + words + ")";
  else if (candidates.runs)
    action = patterns.empty() ? "_gan_train_runs" : "_gan_train_runs_or_files \"" + patterns + "\"";
  else if (candidates.folders)
    action = "_files -/";
  else if (!patterns.empty())
    action = "_files -g \"" + patterns + "\"";
  return ":" + zsh_escaped(flag.value, ":") + ":" + action;
}

// A word for _arguments, for each name of a flag.
std::string zsh_flag(const ManualFlag& flag) {
  std::string words;
  for (const std::string& name : flag.names) {
    const bool is_long = name.size() > 2;
    words += "    " +
             zsh_quoted(name +
                        (flag.value.empty() ? ""
                         : is_long          ? "="
                                            : "+") +
                        "[" + zsh_escaped(flag.help, "[]\\:") + "]" +
                        (flag.value.empty() ? "" : zsh_value(flag))) +
             "\n";
  }
  return words;
}

std::string zsh_argument(const ManualFlag& argument) {
  return "    " + zsh_quoted((argument.is_repeated ? "*" : "1") + zsh_value(argument)) + "\n";
}

std::string format_array(const std::string& name, const std::string& words) {
  return "typeset -ga " + name + "=(\n" + words + ")\n\n";
}

}  // namespace

std::string format_zsh_completion(const Manual& manual) {
  std::string names, program, settings, commands, arms;
  for (const ManualFlag& flag : manual.flags) program += zsh_flag(flag);
  for (const ManualSetting& setting : manual.settings) settings += zsh_flag(setting.flag);
  for (const ManualCommand& command : manual.commands) {
    names += "    " + zsh_quoted(command.name + ":" + zsh_escaped(command.summary, ":")) + "\n";
    std::string words;
    for (const ManualFlag& flag : command.flags) words += zsh_flag(flag);
    for (const ManualFlag& argument : command.arguments) words += zsh_argument(argument);
    commands += format_array("_gan_train_of_" + command.name, words);
    arms += "    " + command.name + ") _arguments $_gan_train_of_" + command.name +
            (command.takes_settings ? " $_gan_train_settings" : "") + " ;;\n";
  }
  return kZshHelpers + format_array("_gan_train_program", program) +
         format_array("_gan_train_commands", names) +
         format_array("_gan_train_settings", settings) + commands +
         "# What follows the command $1; a config stands for train.\n"
         "_gan_train_command() {\n  case $1 in\n" +
         arms + "    *) _arguments $_gan_train_of_train $_gan_train_settings ;;\n  esac\n}\n" +
         kZshMain;
}

}  // namespace gan
