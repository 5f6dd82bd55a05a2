// Samples in the order in which a user wants to see them: by number, interpolated from one to the
// next or from class to class, over a plane, beside their nearest training images, or sorted.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <vector>

#include "core/data/data_set.h"
#include "core/train/state.h"

namespace gan {

// Reads the training images of a config from a folder.
using OnRealImages =
    std::function<Images(const Config& config, const std::filesystem::path& folder)>;

struct ViewOptions {
  int64_t count = 0;                 // 0: rows x columns of the run's grids
  int64_t seed = -1;                 // -1: the seed of the run's grids
  int64_t columns = 0;               // of cells; 0: as in the run's grids, or nearly square
  std::vector<int64_t> classes;      // sample i is of class classes[i % size]; empty: as below
  bool class_a_column = false;       // without `classes`, let the columns of a grid be of one class
  bool raw = false;                  // use the generator itself, not its average
  int64_t interpolate = 0;           // images from each sample to the next; 0: only the samples
  int64_t grid_2d = 0;               // side of a grid through samples 0 to 2; 0: only the samples
  bool nearest = false;              // put the nearest training image after each sample
  std::filesystem::path nearest_in;  // folder of the training images
  bool is_other_data = false;        // whether they may be others than the run's own
  OnRealImages read_images;          // reads them; may be null without nearest
  bool is_sorted = false;            // by D(G(z)), the most real first
};

class SampleView {
 public:
  // state   must outlive this object
  // throws  UsageError if the options cannot be combined
  //         Error if training images are missing
  SampleView(const TrainState& state, const ViewOptions& options);

  int64_t count() const;      // images
  int64_t columns() const;    // of images, suitable for a grid of them
  int64_t cell_size() const;  // images that belong side by side: 2 with --nearest, else 1
  int64_t seed() const { return seed_; }

  // The classes of the columns, if each is of one.
  const std::vector<int64_t>& column_classes() const { return column_classes_; }

  // Calls use(first, images) with float [n, C, H, W] in [-1, 1], in batches.
  void for_each_batch(
      const std::function<void(int64_t first, const torch::Tensor& images)>& use) const;

  // The classes of the samples, int64, one for each latent; of a blend of classes, that which has
  // most of it. Undefined if they have none.
  torch::Tensor sample_classes() const;

  // Calls use(latents) with float32 [n, latent], in the same order; training images have none.
  void for_each_latents(const std::function<void(const torch::Tensor& latents)>& use) const;

  int64_t latent_count() const { return is_gathered() ? latents_.size(0) : count_; }

 private:
  bool is_gathered() const { return images_.defined(); }
  Generator generator() const;
  void choose_classes();
  bool walks_through_classes() const;
  torch::Tensor make_latents() const;
  torch::Tensor make_one_hot() const;
  void gather();
  void sort_by_confidence();
  void add_nearest();

  const TrainState& state_;
  const ViewOptions options_;
  int64_t seed_;
  int64_t count_;  // of samples
  SampleClasses classes_;
  std::vector<int64_t> column_classes_;
  torch::Tensor images_;  // all of them, if an option needs that; else undefined
  torch::Tensor latents_;
  torch::Tensor one_hot_;  // or blends of classes; undefined without classes
};

}  // namespace gan
