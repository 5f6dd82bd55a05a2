#include "app/commands.h"
#include "app/console.h"
#include "app/run_record.h"
#include "core/base/errors.h"
#include "core/base/file.h"
#include "core/output/gif.h"
#include "core/output/png.h"
#include "core/output/run_folder.h"

namespace gan {

int run_timelapse(const TimelapseOptions& options) {
  if (options.output.extension() != ".gif")
    throw UsageError("--output: must end in .gif, got " + options.output.string());
  const RunRecord record = read_run_record(options.run);
  for (const std::string& fault : record.faults) print_warning(fault);
  if (record.grids.empty())
    throw Error(options.run.string() + ": holds no grids; train it with --samples.every_epochs 1");
  std::vector<torch::Tensor> frames;
  for (const int64_t epoch : record.grids)
    frames.push_back(read_png(RunFolder(options.run).grid(epoch)));
  // The end stays for a second: that is what one came to see.
  const auto pause = static_cast<size_t>(options.frames_per_second);
  frames.insert(frames.end(), pause, frames.back());
  if (options.output.has_parent_path()) make_folder(options.output.parent_path());
  write_gif(options.output, frames, options.frames_per_second);
  print_info(options.output.string() + ": " + std::to_string(record.grids.size()) +
             " grids, epochs " + std::to_string(record.grids.front()) + " to " +
             std::to_string(record.grids.back()));
  return 0;
}

}  // namespace gan
