// What a person reads: messages on standard error, and the same lines with their time in log.txt.
#pragma once

#include <filesystem>
#include <string>

namespace gan {

void start_console();  // first thing
void set_quiet();      // warnings and errors only
bool is_quiet();
void log_to_file(const std::filesystem::path& path);  // from now on, appending; throws Error

void print_info(const std::string& line);
void print_warning(const std::string& line);  // gan-train: warning: <line>
void print_error(const std::string& line);    // gan-train: error: <line>, made safe for one line

}  // namespace gan
