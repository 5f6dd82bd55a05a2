// A subcommand: what it is called, what it takes, and what it does. Each is a file of this folder
// and a line of the table in cli.cpp.
#pragma once

#include <CLI/CLI.hpp>

#include "app/terminal/session.h"

namespace gan {

// What people read of a command.
struct CommandHelp {
  const char* name;
  const char* summary;      // a few words, for the list of commands
  const char* description;  // how its own help begins: sentences, one paragraph
  const char* example;      // its command line
};

class Command {
 public:
  explicit Command(const CommandHelp& help) : help_(help) {}
  virtual ~Command() = default;
  Command(const Command&) = delete;
  Command& operator=(const Command&) = delete;

  const CommandHelp& help() const { return help_; }

  // Adds arguments and flags, those most used first. What is parsed ends up in this object.
  virtual void add_flags(CLI::App& flags) = 0;

  // returns  the exit code
  // throws   UsageError for what does not go together; Error
  virtual int run(Session& session) = 0;

 private:
  CommandHelp help_;
};

}  // namespace gan
