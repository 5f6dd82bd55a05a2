#include <algorithm>
#include <memory>

#include "app/commands/command.h"
#include "app/commands/flags.h"
#include "app/runs/record.h"
#include "core/base/errors.h"
#include "core/base/file.h"
#include "core/output/run_folder.h"
#include "core/pictures/gif.h"
#include "core/pictures/png.h"

namespace gan {
namespace {

// The grids of a run, from the last change of their size on: a run may be resumed with others.
std::vector<torch::Tensor> read_frames(const RunRecord& record) {
  std::vector<torch::Tensor> frames;
  for (auto epoch = record.grids.rbegin(); epoch != record.grids.rend(); ++epoch) {
    torch::Tensor frame = read_png(RunFolder(record.folder).grid(*epoch));
    if (!frames.empty() && frame.sizes() != frames.front().sizes()) break;
    frames.push_back(std::move(frame));
  }
  std::reverse(frames.begin(), frames.end());
  return frames;
}

class TimelapseCommand : public Command {
 public:
  TimelapseCommand()
      : Command({"timelapse", "animate the sample grids of a run",
                 "Makes a GIF of a run's sample grids, from its first epoch to its last.",
                 "gan-train timelapse runs/mnist -o timelapse.gif"}) {}

  void add_flags(CLI::App& flags) override {
    add_run(flags, folder_, "folder of the run");
    flags.add_option("-o,--output", output_, "the animation")->required()->type_name("FILE.gif");
    add_frame_rate(flags, frames_per_second_, "grids per second; default 8");
  }

  int run(Session& session) override {
    if (output_.extension() != ".gif")
      throw UsageError("--output: must end in .gif, got " + output_.string());
    const RunRecord record = read_run_record(folder_);
    for (const std::string& fault : record.faults) session.print_warning(fault);
    if (record.grids.empty())
      throw Error(folder_.string() +
                  ": holds no grids; gan-train train makes them with --samples.every_epochs 1");
    std::vector<torch::Tensor> frames = read_frames(record);
    const size_t count = frames.size();
    const int64_t first = record.grids[record.grids.size() - count];
    if (first != record.grids.front())
      session.print_warning(folder_.string() + ": the grids before epoch " + std::to_string(first) +
                            " are of another size and left out");
    // Show the last grid for another second: it is the result.
    const auto pause = static_cast<size_t>(frames_per_second_);
    frames.insert(frames.end(), pause, frames.back());
    if (output_.has_parent_path()) make_folder(output_.parent_path());
    write_gif(output_, frames, frames_per_second_);
    session.print_info(output_.string() + ": " + std::to_string(count) + " grids, epochs " +
                       std::to_string(first) + " to " + std::to_string(record.grids.back()));
    return 0;
  }

 private:
  std::filesystem::path folder_;
  std::filesystem::path output_;
  double frames_per_second_ = 8;
};

}  // namespace

std::unique_ptr<Command> make_timelapse() { return std::make_unique<TimelapseCommand>(); }

}  // namespace gan
