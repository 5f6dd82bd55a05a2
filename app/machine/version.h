// What this program was built from, and what it runs with.
#pragma once

#include <string>

namespace gan {

// A line for each: the program with its commit (absent if it was not built in a Git clone), the
// compiler, LibTorch, and the oneDNN that LibTorch has loaded.
std::string describe_build();

}  // namespace gan
