#include <algorithm>
#include <cmath>
#include <cstdio>

#include "app/commands.h"
#include "app/console.h"
#include "app/source.h"
#include "core/base/errors.h"
#include "core/base/file.h"
#include "core/models/sampling.h"
#include "core/output/image_grid.h"
#include "core/output/npy.h"

namespace gan {
namespace {

namespace fs = std::filesystem;

constexpr int64_t kBatch = 4096;  // latents in memory at a time

class Sampler {
 public:
  // raw  see make_sample_batches
  Sampler(const TrainState& state, bool raw, int64_t seed, int64_t count)
      : state_(state), raw_(raw), seed_(seed), count_(count) {}

  void write_grid(const fs::path& path, int64_t columns) const {
    const Config::Samples& samples = state_.config.samples;
    const ImageShape shape = state_.image_shape;
    compute_grid_size(count_, shape.height, shape.width, columns, samples.padding, samples.scale);
    const torch::Tensor images = make_samples(raw_ ? state_.generator : state_.sampled_generator(),
                                              options(), seed_, 0, count_);
    write_png(path, make_grid(to_pixels(images), columns, samples.padding, samples.scale));
  }

  void write_folder(const fs::path& folder) const {
    make_folder(folder);
    make_sample_batches(
        state_, raw_, seed_, count_, [&](int64_t first, const torch::Tensor& images) {
          const torch::Tensor pixels = to_pixels(images);
          for (int64_t i = 0; i < pixels.size(0); ++i) {
            char name[32];
            std::snprintf(name, sizeof name, "%06lld.png", static_cast<long long>(first + i));
            write_png(folder / name, pixels[i]);
          }
        });
  }

  void write_npy(const fs::path& path, bool float32) const {
    AtomicFile file(path);
    file.write(format_npy_header(float32 ? "<f4" : "|u1", count_,
                                 {state_.image_shape.height, state_.image_shape.width}));
    make_sample_batches(state_, raw_, seed_, count_, [&](int64_t, const torch::Tensor& images) {
      write_tensor(file, float32 ? images : to_pixels(images));
    });
    file.commit();
  }

  void write_latents(const fs::path& path) const {
    AtomicFile file(path);
    file.write(format_npy_header("<f4", count_, {options().latent}));
    for (int64_t first = 0; first < count_; first += kBatch)
      write_tensor(file,
                   make_sample_latents(options(), seed_, first, std::min(kBatch, count_ - first)));
    file.commit();
  }

 private:
  static void write_tensor(AtomicFile& file, const torch::Tensor& tensor) {
    const torch::Tensor packed = tensor.contiguous();
    file.write({static_cast<const char*>(packed.data_ptr()), packed.nbytes()});
  }

  const Config::Generator& options() const { return state_.config.generator; }

  const TrainState& state_;
  bool raw_;
  int64_t seed_;
  int64_t count_;
};

int64_t choose_columns(const SampleOptions& options, const Config::Samples& samples,
                       int64_t count) {
  if (options.columns > 0) return options.columns;
  if (count == samples.rows * samples.columns) return samples.columns;
  return static_cast<int64_t>(std::ceil(std::sqrt(static_cast<double>(count))));
}

}  // namespace

int run_sample(const SampleOptions& options) {
  const fs::path output = options.output;
  const bool is_folder = !options.output.empty() && options.output.back() == '/';
  const bool is_npy = output.extension() == ".npy";
  if (!is_folder && !is_npy && output.extension() != ".png")
    throw UsageError("--output: must end in .png, .npy or / (a folder), got " + options.output);
  if (options.float32 && !is_npy)
    throw UsageError("--float32: goes with a .npy file, got " + options.output);

  const LoadedCheckpoint loaded = load_source(options.source);
  const TrainState& state = loaded.state;
  const Config::Samples& samples = state.config.samples;
  const int64_t count = options.count > 0 ? options.count : samples.rows * samples.columns;
  const Sampler sampler(state, options.raw, options.seed >= 0 ? options.seed : samples.seed, count);
  if (output.has_parent_path()) make_folder(output.parent_path());
  if (is_folder) {
    sampler.write_folder(output);
  } else if (is_npy) {
    sampler.write_npy(output, options.float32);
  } else {
    sampler.write_grid(output, choose_columns(options, samples, count));
  }
  if (!options.latents.empty()) sampler.write_latents(options.latents);
  print_info(options.output + ": " + std::to_string(count) + " samples of step " +
             std::to_string(state.position.step));
  return 0;
}

}  // namespace gan
