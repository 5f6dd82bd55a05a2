// Checkpoints: the whole TrainState in one file that Python's torch.load() reads as a plain dict.
//
//   generator, discriminator            {"layers.0.weight": tensor, ...}, for load_state_dict()
//   generator_ema                       the averaged generator, likewise; only with ema.decay
//   generator_adam, discriminator_adam  {"step": int, "exp_avg": {...}, "exp_avg_sq": {...}}
//   labels                              {"real", "fake", "target": tensors, "draws": int}; only
//   with
//                                       loss.labels shared
//   position                            {"step", "epoch", "batch", "images": int}; "rollbacks" too
//                                       where there was one
//   averages                            {"window", "epoch", "watch": float64 [2, 6]}
//   images                              {"crc32", "height", "width": int}, the training images
//   config                              the run's config, as JSON text
//   format                              1
//
// It is a zip archive, and the archive's comment, "gan-train crc32 xxxxxxxx", is the CRC-32 of all
// bytes before those eight digits: a flipped or missing byte anywhere is found before anything else
// of the file is read. A file without any comment comes from Python's torch.save(); it loads,
// checked by the archive's own CRC-32 of each record alone.
#pragma once

#include <filesystem>
#include <string>

#include "core/formats/archive.h"
#include "core/train/state.h"

namespace gan {

// A state as it was at one instant, to be written while the training goes on.
class Snapshot {
 public:
  // Copies all of it to the CPU.
  // throws  DivergedError if a weight is not finite
  explicit Snapshot(const TrainState& state);

  // Writes atomically and durably. From any thread.
  // throws  Error if the disk fails; what stood there stays
  void save(const std::filesystem::path& path) const;

 private:
  Dict dict_;
};

// Snapshot(state).save(path). throws  as both do
void save_checkpoint(const std::filesystem::path& path, const TrainState& state);

struct LoadedCheckpoint {
  TrainState state;
  bool has_checksum;  // false: written by Python, taken on trust
};

// throws  Error naming the file
//           kDamaged       truncated, not a checkpoint, a tensor missing or of another shape
//           kOtherVersion  a newer format, or settings that this version does not know
//           kTooLarge      networks that do not fit this machine's memory
//           kMissing, kUnavailable
LoadedCheckpoint load_checkpoint(const std::filesystem::path& path, torch::Device device);

}  // namespace gan
