// Where the images and labels that a config means lie: the rules are in data_sets.h.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/config/config.h"

namespace gan {

struct Places {
  std::filesystem::path train;
  std::filesystem::path train_labels;  // empty: the images' own source may have some
  std::filesystem::path test;          // empty: there are none
  std::filesystem::path test_labels;
  std::filesystem::path folder;  // itself the training set, or both; empty: they are named

  bool has_test() const;

  // All of these, as far as there are any.
  std::vector<std::filesystem::path> list() const;
};

// Whether a file or folder, or an IDX file in another spelling, is there.
bool is_there(const std::filesystem::path& path);

// The name of the labels' file beside an IDX file of images: "t10k-labels-idx1-ubyte" for
// "t10k-images-idx3-ubyte", which may end in .gz; "" if it has neither "images-idx3" nor
// "images.idx3" in it.
std::string labels_name(std::string images_name);

// Looks in a folder, or in a file that is itself the training set.
// throws  Error: kMissing if there are no training images, or none of what the config names other
//         than by default; UsageError if the test images lie among the training images, or if the
//         config names labels that are not there, not wanted, or of test images that are not there
Places find_places(const Config::Data& data, const std::filesystem::path& folder);

// The same for what a path leads to; a file is a set by itself.
// throws  as above; UsageError if the config names files in a file
Places find_places_at(const Config::Data& data, const std::filesystem::path& path);

}  // namespace gan
