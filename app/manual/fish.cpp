#include "app/manual/manual.h"

namespace gan {
namespace {

constexpr const char* kFishHelpers =
    R"(# Completions of gan-train for fish, made by: gan-train manual fish

# Whether the command on the line is one of these; a config stands for train.
function __gan_train_is
    set -l words (commandline -opc)
    test (count $words) -gt 1; or return 1
    set -l command $words[2]
    string match -q '*.json' -- $command; and set command train
    contains -- $command $argv
end

function __gan_train_has_no_command
    test (count (commandline -opc)) -eq 1
end

# The word being completed, without the flag before "=".
function __gan_train_word
    string unescape -- (string replace -r '^--[^=]*=' '' -- (commandline -ct))
end

# Folders that hold a run, one or two below what is typed; if there are none, folders.
function __gan_train_runs
    set -l word (__gan_train_word)
    set -l configs $word*/config.json $word*/*/config.json
    if test (count $configs) -gt 0
        string replace -r '/config\.json$' '' -- $configs
    else
        __fish_complete_directories $word ''
    end
end

# Files whose names end so, and folders.
function __gan_train_files
    set -l word (__gan_train_word)
    for path in $word*
        if test -d $path
            echo $path/
        else
            for ending in $argv
                string match -q -- "*$ending" $path; and echo $path
            end
        end
    end
end

# Configs at the place of the command, once a path is begun.
function __gan_train_configs
    set -l word (__gan_train_word)
    test -n "$word"; and __gan_train_files .json
end

complete -c gan-train -f
)";

std::string fish_quoted(const std::string& text) {
  std::string quoted = "'";
  for (const char letter : text) {
    if (letter == '\'' || letter == '\\') quoted += '\\';
    quoted += letter;
  }
  return quoted + "'";
}

// How `complete` finds the values: "-x -a ..." or "-r -F".
std::string fish_values(const ManualFlag& flag) {
  const Candidates candidates = candidates_for(flag);
  std::string words, calls, endings;
  for (const std::string& word : candidates.words) words += (words.empty() ? "" : " ") + word;
  if (candidates.runs) calls += "(__gan_train_runs) ";
  if (candidates.folders) calls += "(__fish_complete_directories (__gan_train_word) '')";
  for (const std::string& pattern : candidates.patterns) {
    if (pattern == "*") return "-r -F";
    endings += " " + pattern.substr(1);
  }
  if (!endings.empty()) calls += "(__gan_train_files" + endings + ")";
  const std::string values = words.empty() ? calls : words;
  return values.empty() ? "-x" : "-x -a " + fish_quoted(values);
}

// condition  a command of fish, true where the flag may stand
std::string fish_flag(const ManualFlag& flag, const std::string& condition) {
  std::string line = "complete -c gan-train -n " + fish_quoted(condition);
  for (const std::string& name : flag.names)
    line += name.size() > 2 ? " -l " + name.substr(2) : " -s " + name.substr(1);
  if (!flag.value.empty()) line += " " + fish_values(flag);
  return line + " -d " + fish_quoted(flag.help) + "\n";
}

}  // namespace

std::string format_fish_completion(const Manual& manual) {
  const std::string at_first = "__gan_train_has_no_command";
  std::string text = kFishHelpers;
  std::string takers = "__gan_train_is";
  for (const ManualFlag& flag : manual.flags) text += fish_flag(flag, at_first);
  text += "complete -c gan-train -n " + at_first + " -a '(__gan_train_configs)'\n";
  for (const ManualCommand& command : manual.commands) {
    const std::string condition = "__gan_train_is " + command.name;
    text += "\ncomplete -c gan-train -n " + at_first + " -a " + command.name + " -d " +
            fish_quoted(command.summary) + "\n";
    for (const ManualFlag& argument : command.arguments)
      text +=
          "complete -c gan-train -n " + fish_quoted(condition) + " " + fish_values(argument) + "\n";
    for (const ManualFlag& flag : command.flags) text += fish_flag(flag, condition);
    if (command.takes_settings) takers += " " + command.name;
  }
  text += "\n";
  for (const ManualSetting& setting : manual.settings) text += fish_flag(setting.flag, takers);
  return text;
}

}  // namespace gan
