#include <memory>

#include "app/commands/command.h"
#include "app/commands/config_file.h"
#include "app/commands/flags.h"
#include "app/terminal/standard_output.h"
#include "core/config/config_schema.h"

namespace gan {
namespace {

class ConfigCommand : public Command {
 public:
  ConfigCommand()
      : Command({"config", "print a config with all its settings",
                 "Prints a config as JSON with every setting, including those that the file omits; "
                 "without a file, the defaults.",
                 "gan-train config configs/labml.json"}) {}

  void add_flags(CLI::App& flags) override {
    flags.add_option("config", config_, "the config file")->type_name("CONFIG.json");
    flags.add_flag("--schema", schema_, "print a JSON Schema of configs instead");
    flags.add_flag("--markdown", markdown_, "print the README's table of settings instead");
    add_settings(flags, overrides_);
  }

  int run(Session&) override {
    print_to_stdout(schema_     ? format_schema()
                    : markdown_ ? format_settings_table()
                                : format_config(config()));
    return 0;
  }

 private:
  Config config() const {
    return config_.empty() ? override_config(Config(), overrides_)
                           : read_config_file(config_, overrides_);
  }

  std::filesystem::path config_;  // empty: the defaults
  bool schema_ = false;
  bool markdown_ = false;
  std::vector<Override> overrides_;
};

}  // namespace

std::unique_ptr<Command> make_config() { return std::make_unique<ConfigCommand>(); }

}  // namespace gan
