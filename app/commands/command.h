// A subcommand: its help, its flags and what it does. Each has a file in this folder and a line in
// the table in cli.cpp.
#pragma once

#include <CLI/CLI.hpp>
#include <memory>
#include <vector>

#include "app/terminal/session.h"

namespace gan {

// The help texts of a command.
struct CommandHelp {
  const char* name;
  const char* summary;      // a few words, for the list of commands
  const char* description;  // the first paragraph of its --help
  const char* example;      // a command line
};

class Command {
 public:
  explicit Command(const CommandHelp& help) : help_(help) {}
  virtual ~Command() = default;
  Command(const Command&) = delete;
  Command& operator=(const Command&) = delete;

  const CommandHelp& help() const { return help_; }

  // Adds arguments and flags, the most used first. Their values are parsed into this object.
  virtual void add_flags(CLI::App& flags) = 0;

  // returns  the exit code
  // throws   UsageError if flags cannot be combined; Error
  virtual int run(Session& session) = 0;

 private:
  CommandHelp help_;
};

// A command, and CLI11's subcommand with its flags, which the program owns.
struct CommandEntry {
  std::unique_ptr<Command> command;
  CLI::App* flags;
};

// Gives the program its texts, its flags and every command, in the order of --help.
// is_quiet  set by --quiet, which every command has; must outlive the program
std::vector<CommandEntry> describe_program(CLI::App& program, bool& is_quiet);

}  // namespace gan
