#include "core/output/run_folder.h"

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <set>

#include "core/base/errors.h"
#include "core/base/file.h"
#include "core/base/system_call.h"

namespace gan {
namespace {

namespace fs = std::filesystem;

const std::string kCheckpointPrefix = "step-";
const std::string kGridPrefix = "epoch-";

std::string numbered(const std::string& prefix, int digits, int64_t number, const char* suffix) {
  char text[32];
  std::snprintf(text, sizeof text, "%0*lld", digits, static_cast<long long>(number));
  return prefix + text + suffix;
}

// The number in prefix-number-suffix; none if the name is another.
std::optional<int64_t> parse_number(const std::string& name, const std::string& prefix,
                                    const std::string& suffix) {
  if (name.size() <= prefix.size() + suffix.size()) return std::nullopt;
  if (name.compare(0, prefix.size(), prefix) != 0) return std::nullopt;
  const char* const end = name.data() + name.size() - suffix.size();
  if (suffix != end) return std::nullopt;
  int64_t number = 0;
  const auto parsed = std::from_chars(name.data() + prefix.size(), end, number);
  if (parsed.ec != std::errc() || parsed.ptr != end || number < 0) return std::nullopt;
  return number;
}

std::vector<int64_t> list_numbers(const fs::path& folder, const std::string& prefix,
                                  const std::string& suffix) {
  std::vector<int64_t> numbers;
  for (const fs::path& path : list_folder(folder)) {
    if (const auto number = parse_number(path.filename().string(), prefix, suffix))
      numbers.push_back(*number);
  }
  std::sort(numbers.rbegin(), numbers.rend());
  return numbers;
}

// Whether the schedule has a checkpoint at this step.
bool is_scheduled(int64_t step, int64_t every_epochs, int64_t every_steps,
                  int64_t steps_per_epoch) {
  const bool is_epoch_end = step % steps_per_epoch == 0;
  return (every_epochs > 0 && is_epoch_end && step / steps_per_epoch % every_epochs == 0) ||
         (every_steps > 0 && step % every_steps == 0);
}

}  // namespace

fs::path RunFolder::grid(int64_t epoch) const {
  return samples() / numbered(kGridPrefix, 4, epoch, ".png");
}

fs::path RunFolder::checkpoint(int64_t step) const {
  return checkpoints() / numbered(kCheckpointPrefix, 8, step, ".pt");
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

void RunFolder::clear() const {
  std::error_code ignored;
  // Newest checkpoint first, config last: cut off in between, it is still a run, only shorter.
  fs::remove(best_checkpoint(), ignored);
  for (const int64_t step : list_checkpoints()) remove_checkpoint(step);
  for (const int64_t epoch : list_grids()) fs::remove(grid(epoch), ignored);
  for (const fs::path& file : {real_grid(), metrics(), log(), config()}) fs::remove(file, ignored);
}

std::vector<int64_t> RunFolder::list_grids() const {
  std::vector<int64_t> epochs = list_numbers(samples(), kGridPrefix, ".png");
  std::reverse(epochs.begin(), epochs.end());
  return epochs;
}

std::vector<int64_t> RunFolder::list_checkpoints() const {
  return list_numbers(checkpoints(), kCheckpointPrefix, ".pt");
}

std::optional<LoadedCheckpoint> RunFolder::load_newest(
    torch::Device device, const std::function<void(const std::string& why)>& on_damaged) const {
  std::set<int64_t> tried;
  while (true) {
    // Listed anew each time: beside a training, old ones go as new ones come.
    const std::vector<int64_t> steps = list_checkpoints();
    const auto step = std::find_if(steps.begin(), steps.end(),
                                   [&](int64_t candidate) { return tried.count(candidate) == 0; });
    if (step == steps.end()) return std::nullopt;
    tried.insert(*step);
    try {
      return load_checkpoint(checkpoint(*step), device);
    } catch (const SystemError& error) {  // it may be whole: nothing is to be put in its place
      if (error.code() != ENOENT) throw;
    } catch (const Error& error) {
      std::error_code ignored;
      if (fs::exists(checkpoint(*step), ignored)) on_damaged(error.what());
    }
  }
}

void RunFolder::remove_checkpoint(int64_t step) const {
  std::error_code ignored;
  fs::remove(checkpoint(step), ignored);
}

void RunFolder::prune(int64_t step, const Config::Checkpoint& options,
                      int64_t steps_per_epoch) const {
  int64_t kept = 1;
  for (const int64_t old : list_checkpoints()) {
    if (old >= step) continue;
    const bool scheduled =
        is_scheduled(old, options.every_epochs, options.every_steps, steps_per_epoch);
    if (scheduled && kept < options.keep) {
      ++kept;
      continue;
    }
    const bool stays = scheduled && options.keep_every > 0 &&
                       is_scheduled(old, options.every_epochs * options.keep_every,
                                    options.every_steps * options.keep_every, steps_per_epoch);
    if (!stays) remove_checkpoint(old);
  }
}

}  // namespace gan
