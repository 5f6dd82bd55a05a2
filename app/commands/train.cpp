#include <memory>

#include "app/commands/command.h"
#include "app/commands/config_file.h"
#include "app/commands/flags.h"
#include "app/machine/machine.h"
#include "app/terminal/text.h"
#include "app/training/continuation.h"
#include "app/training/training.h"
#include "core/base/errors.h"
#include "core/base/file.h"
#include "core/base/folder_lock.h"
#include "core/output/run_checkpoints.h"
#include "core/output/run_data.h"

namespace gan {
namespace {

namespace fs = std::filesystem;

class TrainCommand : public Command {
 public:
  TrainCommand()
      : Command({"train", "train a GAN from a config file",
                 "Trains a GAN from a config file, and writes metrics, sample grids and "
                 "checkpoints to the run's folder. Ctrl-C stops it after saving; gan-train resume "
                 "continues it.",
                 "gan-train train configs/mnist.json --train.epochs 5"}) {}

  void add_flags(CLI::App& flags) override {
    flags.add_option("config", config_, "the config file")->required()->type_name("CONFIG.json");
    flags.add_option("--run", folder_, "folder of the run; default runs/CONFIG")->type_name("DIR");
    flags.add_flag("--resume", resume_, "continue the run if the folder holds one");
    flags.add_flag("--overwrite", overwrite_, "remove the run that the folder holds");
    flags.add_flag("--dry-run", dry_run_, "only print what would be done");
    flags.add_flag("--preview", preview_, "show samples on the terminal after each epoch");
    add_settings(flags, overrides_);
  }

  int run(Session& session) override {
    const Config config = read_config_file(config_, overrides_);
    if (preview_) session.set_preview();
    const RunFolder run(folder_.empty() ? fs::path("runs") / config_.stem() : folder_);
    if (resume_ && overwrite_)
      throw UsageError("--overwrite: cannot be combined with --resume; choose one");
    if (run.holds_run() && resume_) return continue_or_describe(config, run, session);
    if (dry_run_) return describe(config, run, session);
    if (run.holds_run() && !overwrite_) refuse(run, session);
    return begin(config, run, session);
  }

 private:
  int continue_or_describe(const Config& config, const RunFolder& run, Session& session) const {
    const Continuation continuation{config, run, data_folder_of(run, config, overrides_),
                                    start_over(run)};
    if (dry_run_) return describe_continuation(continuation, session);
    const FolderLock lock = lock_folder(run);
    return continue_run(continuation, session);
  }

  static int describe(const Config& config, const RunFolder& run, Session& session) {
    const torch::Device device = set_up_machine(config);
    const TrainingData data =
        read_training_data(config, from_working_folder(config.data.folder), session);
    check_run(config, data, device);
    for (const std::string& line : describe_run(config, data, device)) session.print_info(line);
    session.print_info(run.path().string() + ": would hold the run" +
                       (run.holds_run() ? "; it already holds one" : ""));
    return 0;
  }

  // How far the run is that a folder holds.
  static std::string describe_newest(const RunFolder& run, const Session& session) {
    const auto warn = [&](const std::string& why) { session.print_warning(why); };
    try {
      const auto newest = load_newest(run, torch::kCPU, warn);
      return newest ? " at epoch " + std::to_string(newest->state.position.epoch)
                    : " without a checkpoint";
    } catch (const Error& error) {
      session.print_warning(error.what());
      return " whose checkpoints cannot be used";
    }
  }

  [[noreturn]] static void refuse(const RunFolder& run, const Session& session) {
    throw Error(run.path().string() + ": already holds a run" + describe_newest(run, session) +
                "; continue it with --resume, or choose another folder with --run");
  }

  std::string start_over(const RunFolder& run) const {
    return "gan-train train " + shell_quoted(config_) + " --run " + shell_quoted(run.path()) +
           " --overwrite";
  }

  static FolderLock lock_folder(const RunFolder& run) {
    try {
      return FolderLock(run.path());
    } catch (const Error& error) {
      throw error.with_remedy("or choose another folder with --run");
    }
  }

  int begin(const Config& config, const RunFolder& run, Session& session) const {
    // Check everything about the new run before removing the old one.
    const torch::Device device = set_up_machine(config);
    const TrainingData data =
        read_training_data(config, from_working_folder(config.data.folder), session);
    check_run(config, data, device);
    TrainState state(config, data.shape(), device, classes_of(config, data.train));
    make_folder(run.path());
    const FolderLock lock = lock_folder(run);
    if (run.holds_run() && !overwrite_) refuse(run, session);  // another process began one
    run.prepare();
    if (overwrite_) run.clear();
    return run_training(state, data, run, session);
  }

  fs::path config_;
  fs::path folder_;  // empty: runs/<config's name>
  bool resume_ = false;
  bool overwrite_ = false;
  bool dry_run_ = false;
  bool preview_ = false;
  std::vector<Override> overrides_;
};

}  // namespace

std::unique_ptr<Command> make_train() { return std::make_unique<TrainCommand>(); }

}  // namespace gan
