// The images that `sample` is asked for, in order: samples by their numbers, or a way to look at
// some of them.
#pragma once

#include <functional>

#include "app/commands.h"
#include "core/train/state.h"

namespace gan {

class SampleSource {
 public:
  // state  must outlive it
  // throws  UsageError where the options do not go together, Error where training images are
  // missing
  SampleSource(const TrainState& state, const SampleOptions& options);

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
  const SampleOptions& options_;
  int64_t seed_;
  int64_t count_;         // of samples
  torch::Tensor images_;  // all of them, where order or number are not plain; else undefined
  torch::Tensor latents_;
};

}  // namespace gan
