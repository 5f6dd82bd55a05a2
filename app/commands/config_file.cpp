#include "app/commands/config_file.h"

#include "core/base/errors.h"
#include "core/base/file.h"

namespace gan {

Config read_config_file(const std::filesystem::path& path, const std::vector<Override>& overrides) {
  std::string text;
  try {
    text = read_file(path, kMaxConfigBytes);
  } catch (const Error& error) {
    throw UsageError(error.what());
  }
  return parse_config(text, path.string(), overrides);
}

}  // namespace gan
