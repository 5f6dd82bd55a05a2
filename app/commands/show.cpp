#include <cmath>
#include <memory>

#include "app/commands/command.h"
#include "app/commands/flags.h"
#include "app/runs/record.h"
#include "app/terminal/standard_output.h"
#include "app/terminal/text.h"
#include "core/base/errors.h"
#include "core/evaluate/metrics.h"
#include "core/output/run_folder.h"

namespace gan {
namespace {

using Rows = std::vector<std::vector<std::string>>;

std::string of(double value, const std::optional<int64_t>& total) {
  return format("%.0f", value) + (total ? " of " + std::to_string(*total) : "");
}

std::string describe_state(const RunRecord& record) {
  std::string text = name_of(record.state);
  if (record.trainer) text += ", by process " + std::to_string(*record.trainer);
  if (record.state == RunRecord::State::kInterrupted) text += ": killed, or the machine stopped";
  if (record.state == RunRecord::State::kFailed) text += ": " + record.events.back().text;
  return text;
}

std::string last_of(const Columns& columns, const std::string& name) {
  const auto column = columns.find(name);
  return column == columns.end() || std::isnan(column->second.back())
             ? "-"
             : format("%.4g", column->second.back());
}

// Adds the newest values of each split, side by side.
void add_figures(const RunRecord& record, const std::vector<Split>& splits,
                 const std::vector<std::string>& names, Rows& rows) {
  rows.push_back({""});
  for (const Split split : splits) rows.back().emplace_back(name_of(split));
  for (const std::string& name : names) {
    rows.push_back({name});
    for (const Split split : splits) rows.back().push_back(last_of(record.split(split), name));
  }
}

std::string suggest(const RunRecord& record) {
  const std::string run = shell_quoted(record.folder);
  Rows rows;
  const auto add = [&](const std::string& command, const std::string& why) {
    rows.push_back({"  gan-train " + command, why});
  };
  if (record.state == RunRecord::State::kTraining)
    add("watch " + run, "follow it in a browser");
  else if (record.state != RunRecord::State::kComplete)
    add("resume " + run, "go on");
  add("report " + run + " -o report.html", "curves and grids in a page");
  if (!record.checkpoints.empty()) {
    add("sample " + run + " -o grid.png", "make images");
    add("evaluate " + run, "measure them");
  }
  return format_columns(rows);
}

// Adds the metrics of samples and of real images, side by side.
void add_quality(const RunRecord& record, Rows& rows) {
  std::vector<std::string> names;
  const auto is_measured = [&](const char* name) {
    return record.split(Split::kEvaluation).count(name) + record.split(Split::kReal).count(name) >
           0;
  };
  for (const MetricInfo& info : list_metrics())
    if (is_measured(info.name())) names.emplace_back(info.name());
  add_figures(record, {Split::kEvaluation, Split::kReal}, names, rows);
}

class ShowCommand : public Command {
 public:
  ShowCommand()
      : Command({"show", "summarise one run and suggest what to do next",
                 "Summarises one run: its state, progress, newest losses and sample quality, "
                 "and the commands that make sense next.",
                 "gan-train show runs/mnist"}) {}

  void add_flags(CLI::App& flags) override { add_run(flags, folder_, "folder of the run"); }

  int run(Session& session) override {
    const RunRecord record = read_run_record(folder_);
    Rows rows = {{"run", record.folder.string()},
                 {"state", describe_state(record)},
                 {"epoch", of(record.last("epoch"), record.epochs())},
                 {"step", of(record.newest_step(), record.last_step())},
                 {"training time", format_duration(record.last("seconds"))},
                 {"checkpoints", std::to_string(record.checkpoints.size()) +
                                     (record.has_best_checkpoint ? ", and best.pt" : "")}};
    if (!record.classes.empty()) rows.push_back({"classes", list_some(record.classes)});
    if (const auto best = find_best(record))
      rows.push_back({std::string("best ") + name_of(best->metric),
                      format("%.4g", best->value) + " at epoch " + std::to_string(best->epoch)});
    std::string text = format_columns(rows);
    rows.clear();
    add_figures(record, {Split::kTrain, Split::kValidation},
                {"loss.discriminator", "loss.generator", "D(x)", "D(G(z))", "images_per_second"},
                rows);
    text += "\n" + format_columns(rows);
    if (!record.split(Split::kEvaluation).empty()) {
      rows.clear();
      add_quality(record, rows);
      text += "\n" + format_columns(rows);
    }
    print_to_stdout(text + "\nNext:\n" + suggest(record));
    for (const std::string& fault : record.faults) session.print_warning(fault);
    return 0;
  }

 private:
  std::filesystem::path folder_;
};

}  // namespace

std::unique_ptr<Command> make_show() { return std::make_unique<ShowCommand>(); }

}  // namespace gan
