#include "app/commands/home.h"

#include <cstdlib>

#include "core/base/errors.h"

namespace gan {

std::string expand_home(const std::string& path) {
  if (path.empty() || path[0] != '~') return path;
  const std::string shown = printable(path);
  if (path.size() > 1 && path[1] != '/')
    throw UsageError(shown + ": only ~/ stands for a home folder; give the whole path, or ./" +
                     shown + " for what has that name");
  const char* const home = std::getenv("HOME");
  if (!home || home[0] != '/')
    throw UsageError(shown + ": HOME must be an absolute path, got " +
                     (home ? "\"" + printable(home) + "\"" : "none") + "; give the whole path");
  return home + path.substr(1);
}

std::string expand_home_in_argument(const std::string& argument) {
  size_t value = 0;
  if (argument.compare(0, 2, "--") == 0)
    value = argument.find('=') == std::string::npos ? argument.size() : argument.find('=') + 1;
  else if (argument[0] == '-')
    value = 2;
  if (value >= argument.size()) return argument;
  return argument.substr(0, value) + expand_home(argument.substr(value));
}

}  // namespace gan
