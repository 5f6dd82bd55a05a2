// Checkpoints: the whole TrainState in one file that Python's torch.load() reads as a plain dict.
//
//   generator, discriminator            {"layers.0.weight": tensor, ...}, for load_state_dict()
//   generator_ema                       the averaged generator, likewise; only with ema.decay
//   generator_adam, discriminator_adam  {"step": int, "exp_avg": {...}, "exp_avg_sq": {...}}
//   labels                              {"real", "fake", "target": tensors, "draws": int}, only
//                                       with loss.labels shared
//   position                            {"step", "epoch", "batch", "images": int}, and "rollbacks"
//                                       if there was one
//   averages                            {"window", "epoch", "watch": float64 [2, 6]}
//   images                              {"crc32", "channels", "height", "width": int}, the
//                                       training images; "labels_crc32" with condition class
//   classes                             {name: number of training images, ...} in the order of the
//                                       one-hot vectors; only with condition class
//   config                              the run's config, as JSON text
//   format                              1
//
// It is a zip archive. The archive's comment, "gan-train crc32 xxxxxxxx", holds the CRC-32 of all
// bytes before those eight digits, so a changed or missing byte is found before anything else is
// read. A file without a comment comes from Python's torch.save(); it is loaded too, checked only
// by the archive's own CRC-32 of each record.
#pragma once

#include <filesystem>
#include <string>

#include "core/formats/archive.h"
#include "core/train/state.h"

namespace gan {

// A copy of a state, which can be written while training continues.
class Snapshot {
 public:
  // Copies the whole state to the CPU.
  // throws  DivergedError if a weight is not finite
  explicit Snapshot(const TrainState& state);

  // Writes atomically and durably. Any thread may call it.
  // throws  Error if writing fails; an existing file then stays
  void save(const std::filesystem::path& path) const;

 private:
  Dict dict_;
};

// Snapshot(state).save(path). throws  as both do
void save_checkpoint(const std::filesystem::path& path, const TrainState& state);

struct LoadedCheckpoint {
  TrainState state;
  bool has_checksum;    // false: written by Python, not verified
  int64_t label_draws;  // how many draws of labels it records; see SharedLabels
};

// throws  Error naming the file
//           kDamaged       its bytes are not those that were written, or it is no archive
//           kOtherVersion  its bytes are sound, but it holds what this version does not understand:
//                          a newer format, unknown settings, a tensor missing or of another shape
//           kTooLarge      networks that do not fit this machine's memory
//           kMissing, kUnavailable
LoadedCheckpoint load_checkpoint(const std::filesystem::path& path, torch::Device device);

}  // namespace gan
