#include "app/commands/config_file.h"

#include "core/base/errors.h"
#include "core/base/file.h"

namespace gan {
namespace {

// What core does not name: the command that lists the settings.
std::string with_remedy(const std::string& fault) {
  const std::string unknown = ": unknown setting";
  const bool needs_one = fault.size() > unknown.size() &&
                         fault.compare(fault.size() - unknown.size(), unknown.size(), unknown) == 0;
  return needs_one ? fault + "; gan-train config prints all settings" : fault;
}

}  // namespace

Config read_config_file(const std::filesystem::path& path, const std::vector<Override>& overrides) {
  try {
    return parse_config(read_file(path, kMaxConfigBytes), path.string(), overrides);
  } catch (const UsageError& error) {
    std::vector<std::string> faults;
    for (const std::string& fault : error.faults()) faults.push_back(with_remedy(fault));
    throw UsageError(faults);
  } catch (const Error& error) {
    throw UsageError(error.what());
  }
}

}  // namespace gan
