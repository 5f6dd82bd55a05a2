// Samples in the order in which someone wants to look at them: by their numbers, along the way from
// one to the next, over a plane, beside their nearest training images, or sorted.
#pragma once

#include <cstdint>
#include <functional>

#include "core/train/state.h"

namespace gan {

struct ViewOptions {
  int64_t count = 0;        // 0: rows x columns of the run's grids
  int64_t seed = -1;        // -1: that of the run's grids
  int64_t columns = 0;      // 0: as the run's grids, or nearly square
  bool raw = false;         // the generator itself, not its average
  int64_t interpolate = 0;  // images from each sample to the next; 0: only the samples
  int64_t grid_2d = 0;      // side of a grid through samples 0 to 2; 0: only the samples
  bool nearest = false;     // the nearest training image after each
  bool is_sorted = false;   // by D(G(z)), the most real first
};

class SampleView {
 public:
  // state   must outlive it
  // throws  UsageError where the options do not go together
  //         Error where training images are missing
  SampleView(const TrainState& state, const ViewOptions& options);

  int64_t count() const;      // images
  int64_t columns() const;    // that suit a grid of them
  int64_t cell_size() const;  // images that belong side by side: 2 with --nearest, else 1
  int64_t seed() const { return seed_; }

  // Calls use(first, images) with float [n, 1, H, W] in [-1, 1], some thousand at a time.
  void for_each_batch(
      const std::function<void(int64_t first, const torch::Tensor& images)>& use) const;

  // Calls use(latents) with float32 [n, latent], in the same order; none for training images.
  void for_each_latents(const std::function<void(const torch::Tensor& latents)>& use) const;

  int64_t latent_count() const { return is_gathered() ? latents_.size(0) : count_; }

 private:
  bool is_gathered() const { return images_.defined(); }
  Generator generator() const;
  torch::Tensor make_latents() const;
  void sort_by_confidence();
  void add_nearest();

  const TrainState& state_;
  const ViewOptions options_;
  int64_t seed_;
  int64_t count_;         // of samples
  torch::Tensor images_;  // all of them, where order or number are not plain; else undefined
  torch::Tensor latents_;
};

}  // namespace gan
