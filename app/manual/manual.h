// The manual: what the table of commands and the list of settings say, as plain data, and its
// forms: a page for man(1), and completions for three shells.
#pragma once

#include <string>
#include <vector>

namespace gan {

// A flag, or an argument, which has no names.
struct ManualFlag {
  std::vector<std::string> names;    // "-o", "--output"
  std::string value;                 // what stands for its value, "FILE.html"; "": takes none
  std::vector<std::string> choices;  // the values that it takes; empty: others
  std::string help;
  bool is_required = false;
  bool is_repeated = false;  // an argument that takes all that follow
};

struct ManualSetting {
  ManualFlag flag;
  std::string allowed;   // "an integer in [1, 65536]"
  std::string fallback;  // its default, as JSON
  bool may_change;       // when a run is resumed
};

struct ManualCommand {
  std::string name;
  std::string summary;
  std::string description;
  std::string example;
  std::vector<ManualFlag> arguments;
  std::vector<ManualFlag> flags;
  bool takes_settings = false;
};

struct Manual {
  std::string description;
  std::vector<ManualFlag> flags;  // of the program without a command
  std::vector<ManualCommand> commands;
  std::vector<ManualSetting> settings;
};

// What a shell offers for a value.
struct Candidates {
  std::vector<std::string> words;
  bool runs = false;
  bool folders = false;
  std::vector<std::string> patterns;  // of files: "*.pt", "*"; folders lead to them
};

// Reads what stands for the value: alternatives between "|" such as RUN, DIR, FILE, CONFIG.json.
Candidates candidates_for(const ManualFlag& flag);

// A page in the man macros (groff_man(7)).
std::string format_man_page(const Manual& manual);

// Scripts that complete all of it by themselves, for starting gan-train would take too long.
std::string format_bash_completion(const Manual& manual);
std::string format_zsh_completion(const Manual& manual);
std::string format_fish_completion(const Manual& manual);

}  // namespace gan
