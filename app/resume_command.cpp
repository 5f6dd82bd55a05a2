#include "app/commands.h"
#include "app/terminal.h"
#include "app/training.h"
#include "core/base/errors.h"
#include "core/base/folder_lock.h"

namespace gan {

int run_resume(const ResumeOptions& options) {
  const RunFolder run(options.run);
  std::error_code ignored;
  if (!std::filesystem::exists(run.config(), ignored))
    throw Error(options.run.string() +
                ": holds no run (no config.json); begin one with gan-train train CONFIG.json");
  const Config config = read_config_file(run.config(), options.overrides);
  if (options.preview) set_preview();
  const FolderLock lock(run.path());
  return continue_run(config, run);
}

}  // namespace gan
