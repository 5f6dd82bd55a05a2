#include "app/commands.h"
#include "app/text.h"
#include "core/base/errors.h"
#include "core/base/file.h"
#include "core/config/config_schema.h"

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

int run_config(const ConfigOptions& options) {
  const std::string text = options.schema     ? format_schema()
                           : options.markdown ? format_settings_table()
                           : options.config.empty()
                               ? format_config(override_config(Config(), options.overrides))
                               : format_config(read_config_file(options.config, options.overrides));
  print_to_stdout(text);
  return 0;
}

}  // namespace gan
