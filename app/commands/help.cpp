#include "app/commands/help.h"

#include <algorithm>
#include <sstream>

#include "app/terminal/terminal.h"

namespace gan {
namespace {

constexpr size_t kIndent = 2;
constexpr size_t kWideColumns = 60;
constexpr size_t kTextColumn = 28;  // where the description of a flag begins

size_t help_columns() { return std::clamp<size_t>(terminal_columns(), 30, 100); }

// On a narrow terminal a flag's text is below it.
size_t text_column() { return help_columns() < kWideColumns ? 3 * kIndent : kTextColumn; }

// Wraps text to the terminal's width; all lines but the first are indented.
std::string wrap(const std::string& text, size_t indent = 0) {
  const size_t columns = help_columns();
  std::istringstream words(text);
  std::string lines;
  size_t at = indent;
  for (std::string word; words >> word; lines += word) {
    if (at + 1 + word.size() >= columns && at > indent) {
      lines += "\n" + std::string(indent, ' ');
      at = indent;
    } else if (at > indent) {
      lines += ' ';
      ++at;
    }
    at += word.size();
  }
  return lines + "\n";
}

// A name with its description beside it.
std::string format_entry(const std::string& name, const std::string& text) {
  const size_t column = text_column();
  std::string line = std::string(kIndent, ' ') + name;
  line += line.size() + 2 > column ? "\n" + std::string(column, ' ')
                                   : std::string(column - line.size(), ' ');
  return line + wrap(text, column);
}

std::string format_arguments(const CLI::App& command) {
  std::string lines;
  for (const CLI::Option* option : command.get_options())
    if (option->get_positional())
      lines += format_entry(option->get_type_name(), option->get_description());
  return lines.empty() ? "" : "\nArguments:\n" + lines;
}

std::string format_flags(const CLI::App& command, const std::string& group) {
  std::vector<const CLI::Option*> flags;
  for (const CLI::Option* option : command.get_options())
    if (!option->get_positional() && option->get_group() == group) flags.push_back(option);
  std::stable_partition(flags.begin(), flags.end(),
                        [](const CLI::Option* flag) { return !is_common(*flag); });
  std::string lines;
  for (const CLI::Option* flag : flags) {
    const std::string type = flag->get_type_name();
    lines += format_entry(flag->get_name(false, true) + (type.empty() ? "" : " " + type),
                          flag->get_description() + (flag->get_required() ? " (required)" : ""));
  }
  return lines.empty() ? "" : "\n" + group + ":\n" + lines;
}

std::string format_usage(const CLI::App& command, const std::string& name) {
  std::string usage = "\nUsage: gan-train " + name;
  for (const CLI::Option* option : command.get_options()) {
    if (!option->get_positional()) continue;
    const std::string& type = option->get_type_name();
    usage += option->get_required() ? " " + type : " [" + type + "]";
  }
  return usage + " [OPTIONS]\n";
}

}  // namespace

bool is_common(const CLI::Option& flag) {
  return flag.check_name("--help") || flag.check_name("--quiet");
}

std::string format_program_help(const CLI::App& program, const std::vector<CommandHelp>& commands) {
  std::string text = wrap(program.get_description());
  text +=
      "\nUsage: gan-train COMMAND ...\n       gan-train CONFIG.json ...   short for gan-train "
      "train\n";
  text += "\nCommands:\n";
  for (const CommandHelp& command : commands) text += format_entry(command.name, command.summary);
  text += format_flags(program, "Options");
  return text + "\nMore about a command: gan-train COMMAND --help\n";
}

std::string format_command_help(const CLI::App& flags, const CommandHelp& command) {
  std::string text = wrap(command.description);
  text += std::string("\nExample:\n  ") + command.example + "\n";
  text += format_usage(flags, command.name) + format_arguments(flags);
  for (const std::string& group : flags.get_groups()) text += format_flags(flags, group);
  return text;
}

}  // namespace gan
