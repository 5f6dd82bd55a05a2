// The text of --help, wrapped to the terminal's width.
#pragma once

#include <string>
#include <vector>

#include "app/commands/command.h"

namespace gan {

// Whether every command has the flag. Such flags are listed last.
bool is_common(const CLI::Option& flag);

// The program's help: what it does, its commands and its flags.
std::string format_program_help(const CLI::App& program, const std::vector<CommandHelp>& commands);

// A command's help: what it does, an example, its arguments, its flags, and last the settings.
std::string format_command_help(const CLI::App& flags, const CommandHelp& command);

}  // namespace gan
