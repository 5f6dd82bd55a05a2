#include <algorithm>
#include <cstdio>

#include "app/commands.h"
#include "app/console.h"
#include "app/sample_source.h"
#include "app/source.h"
#include "core/base/divide_up.h"
#include "core/base/errors.h"
#include "core/base/file.h"
#include "core/output/gif.h"
#include "core/output/image_grid.h"
#include "core/output/npy.h"
#include "core/output/png.h"

namespace gan {
namespace {

namespace fs = std::filesystem;

constexpr int64_t kAnimationSide = 224;  // pixels: an animation shows one image, so a large one
constexpr int64_t kMaxAnimationPixels = int64_t{1} << 29;

// [N, H, W], all at once.
torch::Tensor gather_pixels(const SampleSource& source, ImageShape shape) {
  torch::Tensor pixels = torch::empty({source.count(), shape.height, shape.width}, torch::kUInt8);
  source.for_each_batch([&](int64_t first, const torch::Tensor& images) {
    pixels.narrow(0, first, images.size(0)).copy_(to_pixels(images));
  });
  return pixels;
}

void write_grid(const fs::path& path, const SampleSource& source, const TrainState& state) {
  const Config::Samples& samples = state.config.samples;
  const ImageShape shape = state.image_shape;
  compute_grid_size(source.count(), shape.height, shape.width, source.columns(), samples.padding,
                    samples.scale);
  write_png(path, make_grid(gather_pixels(source, shape), source.columns(), samples.padding,
                            samples.scale));
}

void write_animation(const fs::path& path, const SampleSource& source, ImageShape shape,
                     double frames_per_second) {
  const int64_t scale = divide_up(kAnimationSide, std::max(shape.height, shape.width));
  const int64_t most = kMaxAnimationPixels / (shape.height * shape.width * scale * scale);
  if (source.count() > most)
    throw UsageError("--count: at most " + std::to_string(most) + " images fit an animation, got " +
                     std::to_string(source.count()) + "; ask for fewer");
  const torch::Tensor pixels = gather_pixels(source, shape);
  std::vector<torch::Tensor> frames;
  for (const torch::Tensor& cell : pixels.split(source.cell_size()))
    frames.push_back(make_grid(cell, source.cell_size(), 0, scale));
  write_gif(path, frames, frames_per_second);
}

void write_folder(const fs::path& folder, const SampleSource& source) {
  make_folder(folder);
  source.for_each_batch([&](int64_t first, const torch::Tensor& images) {
    const torch::Tensor pixels = to_pixels(images);
    for (int64_t i = 0; i < pixels.size(0); ++i) {
      char name[32];
      std::snprintf(name, sizeof name, "%06lld.png", static_cast<long long>(first) + i);
      write_png(folder / name, pixels[i]);
    }
  });
}

void write_tensor(AtomicFile& file, const torch::Tensor& tensor) {
  const torch::Tensor packed = tensor.contiguous();
  file.write({static_cast<const char*>(packed.data_ptr()), packed.nbytes()});
}

void write_npy(const fs::path& path, const SampleSource& source, ImageShape shape, bool float32) {
  AtomicFile file(path);
  file.write(
      format_npy_header(float32 ? "<f4" : "|u1", source.count(), {shape.height, shape.width}));
  source.for_each_batch([&](int64_t, const torch::Tensor& images) {
    write_tensor(file, float32 ? images : to_pixels(images));
  });
  file.commit();
}

void write_latents(const fs::path& path, const SampleSource& source, int64_t latent) {
  AtomicFile file(path);
  file.write(format_npy_header("<f4", source.latent_count(), {latent}));
  source.for_each_latents([&](const torch::Tensor& latents) { write_tensor(file, latents); });
  file.commit();
}

}  // namespace

int run_sample(const SampleOptions& options) {
  const fs::path output = options.output;
  const std::string kind = output.extension().string();
  const bool is_folder = !options.output.empty() && options.output.back() == '/';
  if (!is_folder && kind != ".npy" && kind != ".png" && kind != ".gif")
    throw UsageError("--output: must end in .png, .gif, .npy or / (a folder), got " +
                     options.output);
  if (options.float32 && kind != ".npy")
    throw UsageError("--float32: goes with a .npy file, got " + options.output);

  if (options.latents.lexically_normal() == output.lexically_normal())
    throw UsageError("--latents: is the images' own file, got " + options.output +
                     "; name another one");

  const LoadedCheckpoint loaded = load_source(options.source);
  const TrainState& state = loaded.state;
  const SampleSource source(state, options);
  if (output.has_parent_path()) make_folder(output.parent_path());
  if (is_folder)
    write_folder(output, source);
  else if (kind == ".npy")
    write_npy(output, source, state.image_shape, options.float32);
  else if (kind == ".gif")
    write_animation(output, source, state.image_shape, options.frames_per_second);
  else
    write_grid(output, source, state);
  if (!options.latents.empty())
    write_latents(options.latents, source, state.config.generator.latent);
  print_info(options.output + ": " + std::to_string(source.count()) + " images of step " +
             std::to_string(state.position.step));
  return 0;
}

}  // namespace gan
