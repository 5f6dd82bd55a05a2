#include <map>

#include "app/manual/manual.h"

namespace gan {
namespace {

// The same for every command.
constexpr const char* kBashHelpers =
    R"(# Completions of gan-train for bash, made by: gan-train manual bash

# The words of $2 that begin with $1.
_gan_train_words() {
  mapfile -t COMPREPLY < <(compgen -W "$2" -- "$1")
}

# Paths that begin with $1 and are of one of the kinds that follow: run, folder, or a pattern of
# files. Folders lead to files, and to runs where none is near.
_gan_train_paths() {
  local word=${1//\\/} path kind
  word=${word/#\~\//$HOME/}
  compopt -o filenames 2>/dev/null
  if [[ $2 == run ]]; then
    for path in "$word"*/config.json "$word"*/*/config.json; do
      [[ -f $path ]] && COMPREPLY+=("${path%/config.json}")
    done
    ((${#COMPREPLY[@]} && $# == 2)) && return
    set -- "$1" "${@:3}"
    (($# > 1)) || set -- "$1" folder
  fi
  while IFS= read -r path; do
    for kind in "${@:2}"; do
      # shellcheck disable=SC2053  # a pattern
      if [[ -d $path || $path == $kind ]]; then
        COMPREPLY+=("$path")
        break
      fi
    done
  done < <(compgen -f -- "$word")
}

)";

constexpr const char* kBashMain = R"bash(
_gan_train() {
  local word=$2 flag=$3 command=${COMP_WORDS[1]}
  COMPREPLY=()
  if [[ $word == = ]]; then
    word=
  elif [[ $flag == = ]]; then
    flag=${COMP_WORDS[COMP_CWORD - 2]}
  fi
  if ((COMP_CWORD == 1)); then
    [[ $word ]] && _gan_train_paths "$word" '*.json'
    COMPREPLY+=($(compgen -W "$_gan_train_commands" -- "$word"))
    [[ $word == -* ]] && _gan_train_words "$word" "$_gan_train_program"
    return
  fi
  [[ " $_gan_train_commands " == *" $command "* ]] || command=train
  _gan_train_value "$command" "$flag" "$word" && return
  if [[ $word == -* ]]; then
    _gan_train_words "$word" "$(_gan_train_flags "$command")"
  else
    _gan_train_argument "$command" "$word"
  fi
}
complete -F _gan_train gan-train
)bash";

std::string joined(const std::vector<std::string>& words, const std::string& between) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : between) + word;
  return text;
}

// The command that completes the value of a flag or an argument, the word being the parameter
// `word`; ":" if nothing is known about it.
std::string bash_action(const ManualFlag& flag, const std::string& word) {
  const Candidates candidates = candidates_for(flag);
  if (!candidates.words.empty())
    return "_gan_train_words \"" + word + "\" '" + joined(candidates.words, " ") + "'";
  std::string kinds;
  if (candidates.runs) kinds += " run";
  if (candidates.folders) kinds += " folder";
  for (const std::string& pattern : candidates.patterns) kinds += " '" + pattern + "'";
  return kinds.empty() ? ":" : "_gan_train_paths \"" + word + "\"" + kinds;
}

// Arms of a case statement, one for each action.
using BashArms = std::map<std::string, std::vector<std::string>>;

std::string format_arms(const BashArms& arms, const std::string& indent) {
  std::string text;
  for (const auto& [action, patterns] : arms)
    text += indent + joined(patterns, " | ") + ") " + action + " ;;\n";
  return text;
}

std::vector<std::string> names_of_flags(const std::vector<ManualFlag>& flags) {
  std::vector<std::string> names;
  for (const ManualFlag& flag : flags)
    names.insert(names.end(), flag.names.begin(), flag.names.end());
  return names;
}

std::vector<std::string> names_of_settings(const Manual& manual) {
  std::vector<ManualFlag> flags;
  for (const ManualSetting& setting : manual.settings) flags.push_back(setting.flag);
  return names_of_flags(flags);
}

// returns 0 in the shell where a flag takes a value, whatever is known about it
std::string format_value_function(const Manual& manual) {
  std::string takers;
  BashArms own, settings;
  for (const ManualCommand& command : manual.commands) {
    for (const ManualFlag& flag : command.flags)
      if (!flag.value.empty())
        for (const std::string& name : flag.names)
          own[bash_action(flag, "$3")].push_back(command.name + ":" + name);
    if (command.takes_settings) takers += (takers.empty() ? "" : " | ") + command.name;
  }
  for (const ManualSetting& setting : manual.settings)
    for (const std::string& name : setting.flag.names)
      settings[bash_action(setting.flag, "$3")].push_back(name);
  return "# Completes the word $3 as the value of the command $1's flag $2; 1 if that takes none.\n"
         "_gan_train_value() {\n  case $1:$2 in\n" +
         format_arms(own, "    ") + "    *)\n      case $1 in " + takers +
         ") ;; *) return 1 ;; esac\n      case $2 in\n" + format_arms(settings, "        ") +
         "        *) return 1 ;;\n      esac\n      ;;\n  esac\n  return 0\n}\n\n";
}

}  // namespace

std::string format_bash_completion(const Manual& manual) {
  std::vector<std::string> commands;
  BashArms flags, arguments;
  for (const ManualCommand& command : manual.commands) {
    commands.push_back(command.name);
    flags["echo '" + joined(names_of_flags(command.flags), " ") + "'" +
          (command.takes_settings ? " \"$_gan_train_settings\"" : "")]
        .push_back(command.name);
    for (const ManualFlag& argument : command.arguments)
      arguments[bash_action(argument, "$2")].push_back(command.name);
  }
  return kBashHelpers + ("_gan_train_commands='" + joined(commands, " ") + "'\n") +
         "_gan_train_program='" + joined(names_of_flags(manual.flags), " ") + "'\n" +
         "_gan_train_settings='" + joined(names_of_settings(manual), " ") + "'\n\n" +
         format_value_function(manual) +
         "# The flags of the command $1.\n_gan_train_flags() {\n  case $1 in\n" +
         format_arms(flags, "    ") + "  esac\n}\n\n" +
         "# Completes the word $2 as an argument of the command $1.\n"
         "_gan_train_argument() {\n  case $1 in\n" +
         format_arms(arguments, "    ") + "  esac\n}\n" + kBashMain;
}

}  // namespace gan
