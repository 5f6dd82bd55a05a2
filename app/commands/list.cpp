#include <algorithm>
#include <chrono>
#include <memory>

#include "app/commands/command.h"
#include "app/runs/record.h"
#include "app/terminal/standard_output.h"
#include "app/terminal/text.h"
#include "core/base/errors.h"
#include "core/base/file.h"
#include "core/output/run_folder.h"

namespace gan {
namespace {

namespace fs = std::filesystem;

constexpr int kMaxDepth = 4;

std::vector<fs::path> list_folders_in(const fs::path& folder) {
  std::error_code ignored;
  std::vector<fs::path> below;
  for (const fs::path& path : list_folder(folder))
    if (fs::is_directory(fs::symlink_status(path, ignored))) below.push_back(path);
  std::sort(below.begin(), below.end());
  return below;
}

// Finds the folders that hold a run, sorted by name. Does not search inside a run.
void find_runs(const fs::path& folder, int depth, std::vector<fs::path>& runs,
               const Session& session) {
  try {
    if (RunFolder(folder).holds_run())
      runs.push_back(folder);
    else if (depth < kMaxDepth)
      for (const fs::path& path : list_folders_in(folder))
        find_runs(path, depth + 1, runs, session);
  } catch (const Error& error) {
    session.print_warning(std::string(error.what()) + "; skipped");
  }
}

// The time since the metrics log, or else the config, was written.
std::string describe_age(const fs::path& folder) {
  const RunFolder run(folder);
  std::error_code error;
  fs::file_time_type changed = fs::last_write_time(run.metrics(), error);
  if (error) changed = fs::last_write_time(run.config(), error);
  if (error) return "-";
  const auto age = fs::file_time_type::clock::now() - changed;
  return format_age(std::chrono::duration<double>(age).count());
}

std::string describe_best(const RunRecord& record) {
  const auto best = find_best(record);
  if (!best) return "-";
  return std::string(name_of(best->metric)) + " " + format("%.4g", best->value) + " at " +
         std::to_string(best->epoch);
}

std::string describe_epoch(const RunRecord& record) {
  const auto epochs = record.epochs();
  return format("%.0f", record.last("epoch")) + (epochs ? "/" + std::to_string(*epochs) : "");
}

class ListCommand : public Command {
 public:
  ListCommand()
      : Command({"list", "list runs with their state",
                 "Lists the runs in a folder and the folders below it: state, epoch, best metric, "
                 "and when each last changed.",
                 "gan-train list runs"}) {}

  void add_flags(CLI::App& flags) override {
    flags.add_option("folder", folder_, "where the runs are; default runs")->type_name("DIR");
  }

  int run(Session& session) override {
    std::error_code ignored;
    if (!fs::is_directory(folder_, ignored))
      throw Error(ErrorKind::kMissing,
                  folder_.string() + ": not a folder; name one that holds runs");
    std::vector<fs::path> runs;
    find_runs(folder_, 0, runs, session);
    std::vector<std::vector<std::string>> rows = {{"run", "state", "epoch", "best", "changed"}};
    for (const fs::path& run : runs) {
      const RunRecord record = read_run_record(run);
      rows.push_back({run.string(),
                      name_of(record.state) + std::string(record.faults.empty() ? "" : ", damaged"),
                      describe_epoch(record), describe_best(record), describe_age(run)});
    }
    print_to_stdout(runs.empty() ? printable(folder_.string()) + ": no runs\n"
                                 : format_columns(rows));
    return 0;
  }

 private:
  fs::path folder_ = "runs";
};

}  // namespace

std::unique_ptr<Command> make_list() { return std::make_unique<ListCommand>(); }

}  // namespace gan
