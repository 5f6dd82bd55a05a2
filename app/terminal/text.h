// Figures and columns as people read them.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace gan {

// printf of one number, such as "%.2f".
std::string format(const char* pattern, double value);

// "0:07", "1:02:03"
std::string format_duration(double seconds);

// "just now", "5 min ago", "3 days ago"
std::string format_age(double seconds);

// Spaces behind, up to that many characters in all; longer text stays.
std::string pad(std::string text, size_t width);

// Rows of cells as lines, each column as wide as its widest cell; control characters are escaped.
std::string format_columns(std::vector<std::vector<std::string>> rows);

// All of it to standard output. throws Error where it cannot be written
void print_to_stdout(const std::string& text);

}  // namespace gan
