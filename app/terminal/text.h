// Formats numbers and columns for people.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace gan {

// printf of one number, such as "%.2f".
std::string format(const char* pattern, double value);

// "0:07", "1:02:03"
std::string format_duration(double seconds);

// "just now", "5 min ago", "3 days ago"
std::string format_age(double seconds);

// Pads text on the right with spaces to `width` characters; longer text is unchanged.
std::string pad(std::string text, size_t width);

// Rows of cells as lines, each column as wide as its widest cell; control characters are escaped.
std::string format_columns(std::vector<std::vector<std::string>> rows);

// The names, "0, 1, 2"; "..." stands for what does not fit into so many characters. Control
// characters are escaped.
std::string join_names(const std::vector<std::string>& names, size_t max_characters = 60);

// How many names there are, and the first of them: "3: 0, 1, 2".
std::string list_some(const std::vector<std::string>& names);

// A path as a word of a command line that can be copied into a shell.
std::string shell_quoted(const std::filesystem::path& path);

}  // namespace gan
