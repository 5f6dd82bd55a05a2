// "~", the home folder, where no shell has put its name: in "--run=~/x", in quotes, in a config.
#pragma once

#include <string>

namespace gan {

// Replaces a leading "~/", or all of "~", by $HOME. Other text stays.
// throws  UsageError, which begins with the path, for "~name", which only shells know; if $HOME is
//         not an absolute path
std::string expand_home(const std::string& path);

// The same for the path in an argument: "~/x", "--flag=~/x", "-f~/x".
std::string expand_home_in_argument(const std::string& argument);

}  // namespace gan
