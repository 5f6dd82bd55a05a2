#include <algorithm>
#include <memory>

#include "app/commands/command.h"
#include "app/commands/flags.h"
#include "app/commands/output.h"
#include "app/page/data.h"
#include "app/page/page.h"
#include "app/terminal/text.h"
#include "core/base/errors.h"
#include "core/base/file.h"
#include "core/output/checkpoint.h"
#include "core/output/run_folder.h"

namespace gan {
namespace {

namespace fs = std::filesystem;

// Of all grids together; base64 adds a third. This keeps the whole page under 5 MB.
constexpr uint64_t kPictureBudgetBytes = 3'200'000;
constexpr int64_t kMinGrids = 10;  // per run, whatever their size

// Looks for damage in each checkpoint, because a resume would use an older one. One with a checksum
// need not be loaded for that.
void check_checkpoints(RunRecord& record) {
  for (const int64_t step : record.checkpoints) {
    const fs::path path = RunFolder(record.folder).checkpoint(step);
    try {
      if (!check_archive(path)) load_checkpoint(path, torch::kCPU);
    } catch (const Error& error) {
      std::error_code ignored;  // a training may have removed it meanwhile
      if (fs::exists(path, ignored)) record.faults.push_back(error.what());
    }
  }
}

// The number of grids per run that fit the budget.
int64_t choose_grid_count(const std::vector<RunRecord>& records) {
  uint64_t bytes = 1;
  size_t most = 0;
  for (const RunRecord& record : records) {
    most = std::max(most, record.grids.size());
    for (const int64_t epoch : record.grids) {
      std::error_code error;
      const uint64_t size = fs::file_size(RunFolder(record.folder).grid(epoch), error);
      if (!error) bytes += size;
    }
  }
  const auto all = static_cast<int64_t>(most);
  const double share = static_cast<double>(kPictureBudgetBytes) / static_cast<double>(bytes);
  if (share >= 1) return all;
  return std::max(kMinGrids, static_cast<int64_t>(static_cast<double>(all) * share));
}

class ReportCommand : public Command {
 public:
  ReportCommand()
      : Command({"report", "write a web page about one run or several",
                 "Writes an HTML page with the curves, sample grids, sample quality, config and "
                 "events of a run, or of several runs beside each other. It needs no network.",
                 "gan-train report runs/mnist runs/labml -o report.html"}) {}

  void add_flags(CLI::App& flags) override {
    add_run(flags, folders_, "folder of a run, or several");
    flags.add_option("-o,--output", output_, "the page; default report.html")
        ->type_name("FILE.html");
  }

  int run(Session& session) override {
    std::vector<RunRecord> records;
    for (const fs::path& folder : folders_)
      check_output("--output", output_, RunFolder(folder).parts());
    for (const fs::path& folder : folders_) records.push_back(read_run_record(folder));
    for (RunRecord& record : records) check_checkpoints(record);
    const std::string page = format_page(format_page_data(
        records, choose_grid_count(records),
        [](size_t, const fs::path& picture) { return to_data_uri(read_picture(picture)); }));
    if (output_.has_parent_path()) make_folder(output_.parent_path());
    write_file_atomically(output_, page);
    for (const RunRecord& record : records)
      for (const std::string& fault : record.faults) session.print_warning(fault);
    session.print_info(
        output_.string() + ": " + std::to_string(records.size()) +
        (records.size() == 1 ? " run, " : " runs, ") +
        format("%.1f MB; open it in a browser", static_cast<double>(page.size()) / 1e6));
    return 0;
  }

 private:
  std::vector<fs::path> folders_;  // at least one
  fs::path output_ = "report.html";
};

}  // namespace

std::unique_ptr<Command> make_report() { return std::make_unique<ReportCommand>(); }

}  // namespace gan
