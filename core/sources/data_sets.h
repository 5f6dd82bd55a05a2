// The training and test images that a config means, wherever they lie.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "core/sources/source.h"

namespace gan {

struct DataSets {
  ReadDataSet train;
  std::optional<ReadDataSet> test;  // of the same shape; its classes are those of `train`
  bool is_split = false;            // the test images were set aside from the training images
  std::filesystem::path train_path;
  std::filesystem::path test_path;  // train_path, if they were set aside
};

// Reads the sets. Each is of any kind (source.h).
//
// The training images are `folder`/data.train_images if that is there, or if its name is not the
// default, and the test images `folder`/data.test_images. Else `folder` is the training set itself,
// if it is a file or a folder of pictures, and test images are only sought by another name than the
// default; one that holds only the folders train and test (or val, or valid) is both.
//
// Labels are the files data.train_labels and data.test_labels, if they are set; else those named
// like the images, with "labels-idx1" for "images-idx3"; else what the source itself has.
//
// Test images and labels that a config names, other than by default, must be there.
//
// data.validation_count images are set aside at random, by the seed, and become the test images;
// then no others may be there. So is a tenth, at most 10000, where `folder` itself is the training
// set and there are no test images, or where data.test_images is empty.
//
// needs_test  whether missing test images are an error; without need they are not read, but those
//             to be set aside still are
// throws      Error, as read_data_set() does: kMissing, naming what was looked for; kMismatch if
//             the class of a test label is none of the training labels'; a single image, from
//             which none can be set aside. UsageError if the shapes differ, or if
//             data.validation_count does not fit the images
DataSets read_data_sets(const Config::Data& data, int64_t seed, const std::filesystem::path& folder,
                        bool needs_test, const ReadHooks& hooks);

// The settings with which to read a folder that may not be the run's own: test images that are
// there are taken, instead of some set aside.
// throws  Error as read_data_sets() does
Config::Data prefer_test_images(Config::Data data, const std::filesystem::path& folder);

// Reads what lies at a path, for who wants to look at it; none are set aside.
// path    a file is a set by itself, with the labels of training images; a folder is read as above,
//         with the test images that are there
// throws  as above; UsageError if settings name files in a file
DataSets read_sets_at(const Config::Data& data, const std::filesystem::path& path,
                      const ReadHooks& hooks);

}  // namespace gan
