#include "app/commands/config_file.h"

#include <algorithm>

#include "app/commands/home.h"
#include "core/base/errors.h"
#include "core/base/file.h"
#include "core/output/run_data.h"

namespace gan {
namespace {

namespace fs = std::filesystem;

// What core does not name: the command that lists the settings.
std::string with_remedy(const std::string& fault) {
  const std::string unknown = ": unknown setting";
  const bool needs_one = fault.size() > unknown.size() &&
                         fault.compare(fault.size() - unknown.size(), unknown.size(), unknown) == 0;
  return needs_one ? fault + "; gan-train config prints all settings" : fault;
}

// Settings that are texts are paths.
void expand_homes(Config& config) {
  std::vector<std::string> faults;
  for (const Setting& setting : list_settings(config)) {
    const auto* const text = std::get_if<std::string*>(&setting.value);
    if (!text) continue;
    try {
      **text = expand_home(**text);
    } catch (const UsageError& error) {
      faults.push_back(setting.path + ": " + error.what());
    }
  }
  if (!faults.empty()) throw UsageError(faults);
}

// Reads the configs that a config extends.
class BaseReader {
 public:
  explicit BaseReader(const fs::path& config) : read_{config} {}

  ConfigText operator()(const std::string& extends) {
    const fs::path path = read_.back().parent_path() / expand_home(extends);
    for (const fs::path& earlier : read_) {
      std::error_code ignored;
      if (fs::equivalent(earlier, path, ignored))
        throw Error(path.string() + ": extends itself in a circle; take one \"extends\" out");
    }
    if (read_.size() > kMaxBases)
      throw Error(path.string() + ": at most " + std::to_string(kMaxBases) +
                  " configs may stand below one; write some of them into one");
    read_.push_back(path);
    return {read_file(path, kMaxConfigBytes), path.string()};
  }

 private:
  static constexpr size_t kMaxBases = 8;
  std::vector<fs::path> read_;  // each extends the next
};

}  // namespace

Config read_config_file(const fs::path& path, const std::vector<Override>& overrides) {
  try {
    Config config =
        parse_config(read_file(path, kMaxConfigBytes), path.string(), overrides, BaseReader(path));
    expand_homes(config);
    return config;
  } catch (const UsageError& error) {
    std::vector<std::string> faults;
    for (const std::string& fault : error.faults()) faults.push_back(with_remedy(fault));
    throw UsageError(faults);
  } catch (const Error& error) {
    throw UsageError(error.what());
  }
}

std::filesystem::path data_folder_of(const RunFolder& run, const Config& config,
                                     const std::vector<Override>& overrides) {
  const bool is_given = std::any_of(overrides.begin(), overrides.end(), [](const Override& given) {
    return given.path == "/data/folder";
  });
  return is_given ? from_working_folder(config.data.folder)
                  : find_data_folder(run, config.data.folder);
}

}  // namespace gan
