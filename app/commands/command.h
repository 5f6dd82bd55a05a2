// A subcommand: its help, its flags and what it does. Each has a file in this folder and a line in
// the table in cli.cpp.
#pragma once

#include <CLI/CLI.hpp>

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

}  // namespace gan
