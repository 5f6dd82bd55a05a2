// Standard output, which is for results alone.
#pragma once

#include <string>

namespace gan {

// Gives the descriptor of standard output to standard error, so that what libraries write to
// standard output, even in their constructors and threads (as UCX does), does not get among the
// results; print_to_stdout() still writes to where standard output went. Call it from
// .preinit_array, which runs before any library's constructor. So it uses nothing but system calls.
void keep_standard_output();

// Writes a command's results. throws Error if they cannot be written
void print_to_stdout(const std::string& text);

}  // namespace gan
