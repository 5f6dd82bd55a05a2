// The layout of a run's folder.
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

namespace gan {

// Functions that list files throw Error if a folder cannot be listed.
class RunFolder {
 public:
  explicit RunFolder(std::filesystem::path folder) : folder_(std::move(folder)) {}

  const std::filesystem::path& path() const { return folder_; }
  std::filesystem::path config() const { return folder_ / "config.json"; }
  std::filesystem::path log() const { return folder_ / "log.txt"; }
  std::filesystem::path events() const { return folder_ / "events.jsonl"; }
  std::filesystem::path metrics() const { return folder_ / "metrics.jsonl"; }
  std::filesystem::path samples() const { return folder_ / "samples"; }
  std::filesystem::path checkpoints() const { return folder_ / "checkpoints"; }
  std::filesystem::path grid(int64_t epoch) const;  // samples/epoch-0001.png
  std::filesystem::path real_grid() const { return samples() / "real.png"; }
  std::filesystem::path checkpoint(int64_t step) const;  // checkpoints/step-00000938.pt

  std::filesystem::path best_checkpoint() const { return checkpoints() / "best.pt"; }

  bool holds_run() const;  // whether there is a config or a checkpoint

  // Creates the folder and its subfolders, and removes the temporary files of killed processes.
  void prepare() const;

  // The files that a run writes, and the folders in which it writes others.
  std::vector<std::filesystem::path> parts() const;

  // Removes the files that a run writes, and no others. throws Error
  void clear() const;

  // Epochs of the grids on disk, in ascending order.
  std::vector<int64_t> list_grids() const;

  // Steps of the checkpoints on disk, newest first, valid or not.
  std::vector<int64_t> list_checkpoints() const;

  void remove_checkpoint(int64_t step) const;  // if it exists. throws Error

 private:
  std::filesystem::path folder_;
};

}  // namespace gan
