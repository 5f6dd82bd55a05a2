#include "core/output/run_folder.h"

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <optional>

#include "core/base/errors.h"
#include "core/base/file.h"

namespace gan {
namespace {

namespace fs = std::filesystem;

// A series of numbered files.
struct Series {
  std::string prefix;
  int digits;  // the minimum; numbers are padded with zeros
  std::string suffix;
};
const Series kCheckpoints{"step-", 8, ".pt"};
const Series kGrids{"epoch-", 4, ".png"};

std::string name_of(const Series& series, int64_t number) {
  char text[32];
  std::snprintf(text, sizeof text, "%0*lld", series.digits, static_cast<long long>(number));
  return series.prefix + text + series.suffix;
}

// The number of a file; nullopt if it is not in the series.
std::optional<int64_t> parse_number(const std::string& name, const Series& series) {
  if (name.size() <= series.prefix.size()) return std::nullopt;
  int64_t number = -1;
  std::from_chars(name.data() + series.prefix.size(), name.data() + name.size(), number);
  return number >= 0 && name == name_of(series, number) ? std::optional(number) : std::nullopt;
}

// In descending order.
std::vector<int64_t> list_numbers(const fs::path& folder, const Series& series) {
  std::vector<int64_t> numbers;
  for (const fs::path& path : list_folder(folder)) {
    if (const auto number = parse_number(path.filename().string(), series))
      numbers.push_back(*number);
  }
  std::sort(numbers.rbegin(), numbers.rend());
  return numbers;
}

}  // namespace

fs::path RunFolder::grid(int64_t epoch) const { return samples() / name_of(kGrids, epoch); }

fs::path RunFolder::checkpoint(int64_t step) const {
  return checkpoints() / name_of(kCheckpoints, step);
}

bool RunFolder::holds_run() const {
  std::error_code ignored;
  return fs::exists(config(), ignored) || !list_checkpoints().empty();
}

void RunFolder::prepare() const {
  for (const fs::path& folder : {folder_, samples(), checkpoints()}) {
    make_folder(folder);
    remove_temporary_files(folder);
  }
}

std::vector<fs::path> RunFolder::parts() const {
  return {config(), log(), events(), metrics(), samples(), checkpoints()};
}

void RunFolder::clear() const {
  std::vector<fs::path> files = {best_checkpoint(), real_grid(), metrics(),
                                 events(),          log(),       config()};
  for (const int64_t step : list_checkpoints()) files.push_back(checkpoint(step));
  for (const int64_t epoch : list_grids()) files.push_back(grid(epoch));
  std::error_code ignored;
  for (const fs::path& file : files)  // all or nothing
    if (fs::is_directory(fs::symlink_status(file, ignored)))
      throw Error(ErrorKind::kUnavailable, file.string() + ": cannot remove: is a folder");
  // Newest checkpoint first, config last: if interrupted, this leaves a valid, shorter run.
  remove_file(best_checkpoint());
  for (const int64_t step : list_checkpoints()) remove_checkpoint(step);
  sync_folder(checkpoints());  // else a power loss could bring one back, into the new run
  for (const int64_t epoch : list_grids()) remove_file(grid(epoch));
  for (const fs::path& file : {real_grid(), metrics(), events(), log(), config()})
    remove_file(file);
}

std::vector<int64_t> RunFolder::list_grids() const {
  std::vector<int64_t> epochs = list_numbers(samples(), kGrids);
  std::reverse(epochs.begin(), epochs.end());
  return epochs;
}

std::vector<int64_t> RunFolder::list_checkpoints() const {
  return list_numbers(checkpoints(), kCheckpoints);
}

void RunFolder::remove_checkpoint(int64_t step) const { remove_file(checkpoint(step)); }

}  // namespace gan
