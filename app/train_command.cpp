#include "app/commands.h"
#include "app/console.h"
#include "app/machine.h"
#include "app/terminal.h"
#include "app/training.h"
#include "core/base/errors.h"
#include "core/base/file.h"
#include "core/base/folder_lock.h"

namespace gan {
namespace {

namespace fs = std::filesystem;

fs::path choose_folder(const TrainOptions& options) {
  return options.run.empty() ? fs::path("runs") / options.config.stem() : options.run;
}

[[noreturn]] void refuse(const RunFolder& run) {
  const auto newest = run.load_newest(torch::kCPU, print_warning);
  throw Error(run.path().string() + ": already holds a run" +
              (newest ? " at epoch " + std::to_string(newest->state.position.epoch)
                      : " without a checkpoint") +
              "; continue it with --resume, or choose another folder with --run");
}

}  // namespace

int run_train(const TrainOptions& options) {
  const Config config = read_config_file(options.config, options.overrides);
  if (options.preview) set_preview();
  const RunFolder run(choose_folder(options));
  if (options.resume && options.overwrite)
    throw UsageError("--overwrite: does not go with --resume; choose one");
  if (options.dry_run) {
    const torch::Device device = set_up_machine(config);
    const TrainingData data = read_training_data(config);
    check_run(config, data, device);
    for (const std::string& line : describe_run(config, data, device)) print_info(line);
    print_info(run.path().string() + ": would hold the run" +
               (run.holds_run() ? ", and holds one already" : ""));
    return 0;
  }
  if (run.holds_run() && !options.resume && !options.overwrite) refuse(run);
  if (run.holds_run() && options.resume) {
    const FolderLock lock(run.path());
    return continue_run(config, run);
  }
  // Whatever may be wrong with the new run comes out before the old one goes.
  const torch::Device device = set_up_machine(config);
  const TrainingData data = read_training_data(config);
  check_run(config, data, device);
  TrainState state(config, data.shape(), device);
  make_folder(run.path());
  const FolderLock lock(run.path());
  if (run.holds_run() && !options.overwrite) refuse(run);  // another process was faster
  run.prepare();
  if (options.overwrite) run.clear();
  return run_training(state, data, run);
}

}  // namespace gan
