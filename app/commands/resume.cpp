#include <memory>

#include "app/commands/command.h"
#include "app/commands/config_file.h"
#include "app/commands/flags.h"
#include "app/terminal/text.h"
#include "app/training/continuation.h"
#include "core/base/errors.h"
#include "core/base/folder_lock.h"

namespace gan {
namespace {

class ResumeCommand : public Command {
 public:
  ResumeCommand()
      : Command(
            {"resume", "continue a run that was stopped",
             "Continues a run from its newest checkpoint, with exactly the same results as if it "
             "had never stopped. Settings marked as changeable in the README may be changed.",
             "gan-train resume runs/mnist --train.epochs 48"}) {}

  void add_flags(CLI::App& flags) override {
    add_run(flags, folder_, "folder of the run");
    flags.add_flag("--dry-run", dry_run_, "only print what would be done");
    flags.add_flag("--preview", preview_, "show samples on the terminal after each epoch");
    add_settings(flags, overrides_);
  }

  int run(Session& session) override {
    const RunFolder run(folder_);
    if (!run.holds_run())
      throw Error(ErrorKind::kMissing,
                  folder_.string() + ": holds no run; begin one with gan-train train CONFIG.json");
    std::error_code ignored;
    if (!std::filesystem::exists(run.config(), ignored))
      throw Error(ErrorKind::kMissing,
                  folder_.string() + ": has lost its config.json; continue with gan-train train " +
                      "CONFIG.json --run " + shell_quoted(folder_) + " --resume");
    const Config config = read_config_file(run.config(), overrides_);
    if (preview_) session.set_preview();
    const std::string start_over = "gan-train train " + shell_quoted(run.config()) + " --run " +
                                   shell_quoted(folder_) + " --overwrite";
    const Continuation continuation{config, run, data_folder_of(run, config, overrides_),
                                    start_over};
    if (dry_run_) return describe_continuation(continuation, session);
    const FolderLock lock(run.path());
    return continue_run(continuation, session);
  }

 private:
  std::filesystem::path folder_;
  bool dry_run_ = false;
  bool preview_ = false;
  std::vector<Override> overrides_;
};

}  // namespace

std::unique_ptr<Command> make_resume() { return std::make_unique<ResumeCommand>(); }

}  // namespace gan
