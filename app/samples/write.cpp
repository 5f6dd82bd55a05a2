#include "app/samples/write.h"

#include <algorithm>
#include <cstdio>

#include "core/base/divide_up.h"
#include "core/base/errors.h"
#include "core/base/file.h"
#include "core/base/limits.h"
#include "core/formats/npy.h"
#include "core/pictures/gif.h"
#include "core/pictures/image_grid.h"
#include "core/pictures/png.h"
#include "core/sources/npy_set.h"

namespace gan {
namespace {

namespace fs = std::filesystem;

constexpr int64_t kAnimationSide = 224;  // pixels; an animation shows one image, enlarged
constexpr int64_t kMaxAnimationPixels = int64_t{1} << 29;

// All images of a view, uint8 [N, C, H, W].
torch::Tensor gather_pixels(const SampleView& view, ImageShape shape) {
  torch::Tensor pixels =
      torch::empty({view.count(), shape.channels, shape.height, shape.width}, torch::kUInt8);
  view.for_each_batch([&](int64_t first, const torch::Tensor& images) {
    pixels.narrow(0, first, images.size(0)).copy_(to_pixels(images));
  });
  return pixels;
}

void write_tensor(AtomicFile& file, const torch::Tensor& tensor) {
  const torch::Tensor packed = tensor.contiguous();
  file.write({static_cast<const char*>(packed.data_ptr()), packed.nbytes()});
}

}  // namespace

void write_grid(const fs::path& path, const SampleView& view, const TrainState& state) {
  const Config::Samples& samples = state.config.samples;
  const ImageShape shape = state.image_shape;
  compute_grid_size(view.count(), shape.height, shape.width, view.columns(), samples.padding,
                    samples.scale);
  write_png(path,
            make_grid(gather_pixels(view, shape), view.columns(), samples.padding, samples.scale));
}

void write_animation(const fs::path& path, const SampleView& view, ImageShape shape,
                     double frames_per_second) {
  const int64_t scale = divide_up(kAnimationSide, std::max(shape.height, shape.width));
  const int64_t most = kMaxAnimationPixels / (shape.values() * scale * scale);
  if (view.count() > most)
    throw UsageError("--count: at most " + std::to_string(most) +
                     " images are possible in an animation, got " + std::to_string(view.count()) +
                     "; ask for fewer");
  const torch::Tensor pixels = gather_pixels(view, shape);
  std::vector<torch::Tensor> frames;
  for (const torch::Tensor& cell : pixels.split(view.cell_size()))
    frames.push_back(make_grid(cell, view.cell_size(), 0, scale));
  write_gif(path, frames, frames_per_second);
}

void write_folder(const fs::path& folder, const SampleView& view) {
  make_folder(folder);
  view.for_each_batch([&](int64_t first, const torch::Tensor& images) {
    const torch::Tensor pixels = to_pixels(images);
    for (int64_t i = 0; i < pixels.size(0); ++i) {
      char name[32];
      std::snprintf(name, sizeof name, "%06lld.png", static_cast<long long>(first) + i);
      write_png(folder / name, pixels[i]);
    }
  });
}

void write_npy(const fs::path& path, const SampleView& view, ImageShape shape, bool float32) {
  AtomicFile file(path);
  std::vector<int64_t> shape_of_one = {shape.height, shape.width};
  if (shape.channels > 1) shape_of_one.push_back(shape.channels);
  file.write(format_npy_header(float32 ? "<f4" : "|u1", view.count(), shape_of_one));
  view.for_each_batch([&](int64_t, const torch::Tensor& images) {
    write_tensor(file, (float32 ? images : to_pixels(images)).permute({0, 2, 3, 1}));
  });
  file.commit();
}

void write_set(const fs::path& path, const SampleView& view, const TrainState& state) {
  const auto bytes =
      static_cast<uint64_t>(view.count()) * static_cast<uint64_t>(state.image_shape.values());
  if (bytes > memory_to_spare())
    throw UsageError("--count: too large for this machine's memory, got " +
                     std::to_string(view.count()) + "; ask for fewer, or name a .npy file");
  DataSet data{{gather_pixels(view, state.image_shape)}, std::nullopt};
  if (const torch::Tensor classes = view.sample_classes(); classes.defined())
    data.labels = Labels{classes, state.classes.names};
  write_npz(path, data);
}

void write_latents(const fs::path& path, const SampleView& view, int64_t latent) {
  AtomicFile file(path);
  file.write(format_npy_header("<f4", view.latent_count(), {latent}));
  view.for_each_latents([&](const torch::Tensor& latents) { write_tensor(file, latents); });
  file.commit();
}

}  // namespace gan
