// How --help reads, wrapped to the terminal.
#pragma once

#include <string>
#include <vector>

#include "app/commands/command.h"

namespace gan {

// What the program does, and its commands.
// program  with its flags
std::string format_program_help(const CLI::App& program, const std::vector<CommandHelp>& commands);

// What a command does, an example, its arguments, its flags, and, last, the settings of a config.
std::string format_command_help(const CLI::App& flags, const CommandHelp& command);

}  // namespace gan
