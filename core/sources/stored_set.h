// What is common to data sets whose files hold all pixels in one array: IDX, .npy and .npz.
#pragma once

#include <torch/types.h>

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/config/config.h"
#include "core/data/data_set.h"
#include "core/sources/hooks.h"

namespace gan {

// Labels as a file has them.
struct StoredLabels {
  torch::Tensor numbers;             // int64 [N] or [N, parts]
  std::vector<std::string> classes;  // the names of 0, 1, ...; empty: they are the numbers
  std::filesystem::path path;        // of what holds them
};

// Reads the labels in a file of any kind: IDX, in any spelling of its name, an .npy of integers, or
// an .npz with such an array. What it is is told by its first bytes.
// throws  Error naming the file; UsageError if it is not there
StoredLabels read_stored_labels(const std::filesystem::path& path,
                                const OnChoice& on_choice = nullptr);

// throws  Error kMismatch naming their file, if they are not as many as the images
void check_count(const StoredLabels& labels, int64_t images);

// Makes a data set of images as a file has them: converted as the options ask for
// (prepare_pixels()), their checksum computed, and their labels read.
// images  pixels of any strides, mapped or not
// path    of the images, for errors and progress
// labels  a file of labels; empty: `own` are what they are
// own     the labels that the images' own file has
// throws  Error: as read_stored_labels() and make_labels() do; labels with parts that are not one
//         for each channel
DataSet make_data_set(Images images, const std::filesystem::path& path,
                      const std::filesystem::path& labels, const std::optional<StoredLabels>& own,
                      const Config::Data& options, const ReadHooks& hooks);

}  // namespace gan
