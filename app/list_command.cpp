#include <algorithm>
#include <chrono>

#include "app/commands.h"
#include "app/console.h"
#include "app/run_record.h"
#include "app/text.h"
#include "core/base/errors.h"
#include "core/base/file.h"
#include "core/base/system_call.h"
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

// Folders that hold a run, in the order of their names; runs are not looked for inside of runs.
void find_runs(const fs::path& folder, int depth, std::vector<fs::path>& runs) {
  try {
    if (RunFolder(folder).holds_run())
      runs.push_back(folder);
    else if (depth < kMaxDepth)
      for (const fs::path& path : list_folders_in(folder)) find_runs(path, depth + 1, runs);
  } catch (const SystemError& error) {
    print_warning(std::string(error.what()) + "; left out");
  }
}

// Since anything was written to its log of metrics, or else to its config.
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
  return best->name + " " + format("%.4g", best->value) + " at " + std::to_string(best->epoch);
}

std::string describe_epoch(const RunRecord& record) {
  const auto epochs = record.epochs();
  return format("%.0f", record.last("epoch")) + (epochs ? "/" + std::to_string(*epochs) : "");
}

}  // namespace

int run_list(const ListOptions& options) {
  std::error_code ignored;
  if (!fs::is_directory(options.folder, ignored))
    throw Error(options.folder.string() + ": not a folder; name one that holds runs");
  std::vector<fs::path> runs;
  find_runs(options.folder, 0, runs);
  std::vector<std::vector<std::string>> rows = {{"run", "state", "epoch", "best", "changed"}};
  for (const fs::path& run : runs) {
    const RunRecord record = read_run_record(run);
    rows.push_back({run.string(),
                    describe(record.state) + (record.faults.empty() ? "" : ", damaged"),
                    describe_epoch(record), describe_best(record), describe_age(run)});
  }
  print_to_stdout(runs.empty() ? printable(options.folder.string()) + ": no runs\n"
                               : format_columns(rows));
  return 0;
}

}  // namespace gan
