// Writes the images of a view to files of each kind. All throw Error as the disk fails, and
// UsageError naming --count if there are too many images for the kind.
#pragma once

#include <cstdint>
#include <filesystem>

#include "app/samples/view.h"

namespace gan {

// A grid, a PNG, spaced and enlarged as the run's grids are.
void write_grid(const std::filesystem::path& path, const SampleView& view, const TrainState& state);

// A GIF that shows one cell at a time, enlarged.
void write_animation(const std::filesystem::path& path, const SampleView& view, ImageShape shape,
                     double frames_per_second);

// A PNG for each image: 000000.png, 000001.png, ...
void write_folder(const std::filesystem::path& folder, const SampleView& view);

// An .npy [N, H, W] or [N, H, W, 3], of uint8 or of float32 in [-1, 1].
void write_npy(const std::filesystem::path& path, const SampleView& view, ImageShape shape,
               bool float32);

// A data set, an .npz as write_npz() says, with the classes that the samples were asked to be of.
void write_set(const std::filesystem::path& path, const SampleView& view, const TrainState& state);

// An .npy of float32 [N, latent].
void write_latents(const std::filesystem::path& path, const SampleView& view, int64_t latent);

}  // namespace gan
