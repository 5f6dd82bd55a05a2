// Data sets in NumPy's files: an .npy of images, or an .npz, which is a zip archive of .npy files,
// of images and their labels.
//
// In an .npz the images are called "images", the labels "labels", and the names of the classes,
// from 0 on, "classes"; the last two may be missing. A single array may have any name.
#pragma once

#include <torch/types.h>

#include <filesystem>

#include "core/config/config.h"
#include "core/data/data_set.h"
#include "core/sources/hooks.h"
#include "core/sources/stored_set.h"

namespace gan {

// Reads a data set as stored_set.h says: uint8 images [N, H, W], [N, H, W, 3] or [N, 1, H, W]. An
// .npy is mapped, and so of any size; an .npz must fit into the memory.
// labels  a file of labels of any kind; empty: those of the .npz, if it has some
// throws  Error naming the file, and the array in it
DataSet read_npy_set(const std::filesystem::path& path, const std::filesystem::path& labels,
                     const Config::Data& options, const ReadHooks& hooks = {});
DataSet read_npz_set(const std::filesystem::path& path, const std::filesystem::path& labels,
                     const Config::Data& options, const ReadHooks& hooks = {});

// Read labels: an .npy of integers [N] or [N, parts], or an .npz with the array "labels", or a
// single one of any name.
torch::Tensor read_npy_numbers(const std::filesystem::path& path);
StoredLabels read_npz_labels(const std::filesystem::path& path);

// Writes a data set as an .npz, block by block: images uint8 [N, H, W] or [N, H, W, 3], and labels
// int64 [N] or [N, parts]: the numbers that the classes are named after or, if some name is not a
// number, the indices of the classes, whose names are then a third array, "classes".
// throws  Error with the system's reason
void write_npz(const std::filesystem::path& path, const DataSet& data,
               const OnBytes& on_bytes = nullptr);

}  // namespace gan
