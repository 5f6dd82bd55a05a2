#include <algorithm>
#include <cstdio>
#include <memory>

#include "app/commands/command.h"
#include "app/commands/flags.h"
#include "app/evaluation/read_sets.h"
#include "app/machine/machine.h"
#include "app/samples/classes.h"
#include "app/samples/source.h"
#include "app/samples/view.h"
#include "app/terminal/text.h"
#include "core/base/divide_up.h"
#include "core/base/errors.h"
#include "core/base/file.h"
#include "core/formats/npy.h"
#include "core/pictures/gif.h"
#include "core/pictures/image_grid.h"
#include "core/pictures/png.h"

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

void write_tensor(AtomicFile& file, const torch::Tensor& tensor) {
  const torch::Tensor packed = tensor.contiguous();
  file.write({static_cast<const char*>(packed.data_ptr()), packed.nbytes()});
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

void write_latents(const fs::path& path, const SampleView& view, int64_t latent) {
  AtomicFile file(path);
  file.write(format_npy_header("<f4", view.latent_count(), {latent}));
  view.for_each_latents([&](const torch::Tensor& latents) { write_tensor(file, latents); });
  file.commit();
}

Images read_training_images(const Config& config, const fs::path& folder, const Session& session) {
  try {
    Config adapted = config;
    adapted.data = prefer_test_images(config.data, folder);
    return read_sets(adapted, folder, /*needs_test=*/false, session).train.data.images;
  } catch (const Error& error) {
    throw error.with_remedy("name the folder of the run's training images with --against");
  }
}

class SampleCommand : public Command {
 public:
  SampleCommand()
      : Command(
            {"sample", "make images with a trained generator",
             "Makes images with the generator of a run or a checkpoint. Sample i of a seed is the "
             "same image whatever the count.",
             "gan-train sample runs/mnist --count 100 -o grid.png"}) {}

  void add_flags(CLI::App& flags) override {
    flags.add_option("source", source_, "folder of a run, or a checkpoint")
        ->required()
        ->type_name("RUN|CHECKPOINT");
    flags
        .add_option("-o,--output", output_,
                    "FILE.png for a grid, FILE.gif for an animation, FILE.npy for an array (uint8 "
                    "[N, H, W], or [N, H, W, 3] in colour), FOLDER/ for a PNG each")
        ->required()
        ->type_name("OUT");
    add_number(flags, "--count", view_.count, 1, 1'000'000'000,
               "number of samples; default: as in the run's grids", "N");
    add_seed(flags, view_.seed);
    add_number(flags, "--columns", view_.columns, 1, 65535, "columns of a grid", "C");
    flags.add_flag("--float32", float32_, "write a .npy of float32 in [-1, 1]");
    flags
        .add_option("--class", class_,
                    "classes of a run with condition class: 7, cat, cat,dog or 0-9, as many of "
                    "each; default: a class a column in a grid, else drawn as in training")
        ->type_name("C");
    add_raw(flags, view_.raw);
    flags.add_option("--latents", latents_, "also write the latents, float32 [N, latent]")
        ->type_name("FILE.npy");
    const std::string ways = "Other views";
    add_number(flags, "--interpolate", view_.interpolate, 1, 10'000,
               "K interpolated images from each sample to the next, and from the last to the "
               "first; with several classes, from each class to the next, latents held still",
               "K")
        ->group(ways);
    add_number(flags, "--grid-2d", view_.grid_2d, 2, 256,
               "K x K images of the plane through samples 0 (top left), 1 and 2", "K")
        ->group(ways);
    flags
        .add_flag("--nearest", view_.nearest, "show the nearest training image beside each sample")
        ->group(ways);
    flags
        .add_option("--against", view_.nearest_in,
                    "folder of the images for --nearest; default: the run's data")
        ->type_name("DIR")
        ->group(ways);
    flags.add_option("--sort", sort_, "confidence: most real first, by the discriminator")
        ->check(CLI::IsMember({kConfidence}))
        ->type_name("BY")
        ->group(ways);
    add_frame_rate(flags, frames_per_second_, "images per second of an animation; default 10")
        ->group(ways);
    add_machine_settings(flags, machine_);
  }

  int run(Session& session) override {
    const fs::path output = output_;
    const std::string kind = output.extension().string();
    const bool is_folder = !output_.empty() && output_.back() == '/';
    check_output(kind, is_folder);
    if (!view_.nearest && !view_.nearest_in.empty())
      throw UsageError("--against: needs --nearest, got " + view_.nearest_in.string());
    view_.is_sorted = !sort_.empty();
    view_.class_a_column = kind == ".png";
    const TrainState state = load_source(source_, machine_, session);
    if (!class_.empty()) {
      view_.classes = parse_classes(class_, state.classes);
      warn_of_unseen(state.classes, session);
    }
    view_.is_other_data = !view_.nearest_in.empty();
    if (view_.nearest && view_.nearest_in.empty())
      view_.nearest_in = find_data_of_source(source_, state.config.data.folder);
    view_.read_images = [&](const Config& config, const fs::path& folder) {
      return read_training_images(config, folder, session);
    };
    const SampleView view(state, view_);
    if (output.has_parent_path()) make_folder(output.parent_path());
    if (is_folder)
      write_folder(output, view);
    else if (kind == ".npy")
      write_npy(output, view, state.image_shape, float32_);
    else if (kind == ".gif")
      write_animation(output, view, state.image_shape, frames_per_second_);
    else
      write_grid(output, view, state);
    if (!latents_.empty()) write_latents(latents_, view, state.config.generator.latent);
    const std::string columns =
        kind == ".png" ? join_names(state.classes.names_of(view.column_classes())) : "";
    session.print_info(output_ + ": " + std::to_string(view.count()) + " images of step " +
                       std::to_string(state.position.step) +
                       (columns.empty() ? "" : ", a class a column: " + columns));
    return 0;
  }

 private:
  static constexpr const char* kConfidence = "confidence";

  void warn_of_unseen(const ClassTable& table, const Session& session) const {
    std::vector<int64_t> unseen;
    for (const int64_t one : view_.classes)
      if (table.counts[static_cast<size_t>(one)] == 0) unseen.push_back(one);
    if (!unseen.empty())
      session.print_warning("--class: the run was trained on no images of " +
                            join_names(table.names_of(unseen)));
  }

  void check_output(const std::string& kind, bool is_folder) const {
    if (!is_folder && kind != ".npy" && kind != ".png" && kind != ".gif")
      throw UsageError("--output: must end in .png, .gif, .npy or / (a folder), got " + output_);
    if (float32_ && kind != ".npy")
      throw UsageError("--float32: needs a .npy file as output, got " + output_);
    if (latents_.lexically_normal() == fs::path(output_).lexically_normal())
      throw UsageError("--latents: must not be the file of the images, got " + output_ +
                       "; name another one");
  }

  fs::path source_;
  std::string output_;  // FILE.png, FILE.gif, FILE.npy, FOLDER/
  fs::path latents_;    // empty: not written
  ViewOptions view_;
  std::vector<Override> machine_;
  std::string class_;  // empty: chosen by the output
  std::string sort_;   // empty: unsorted
  bool float32_ = false;
  double frames_per_second_ = 10;
};

}  // namespace

std::unique_ptr<Command> make_sample() { return std::make_unique<SampleCommand>(); }

}  // namespace gan
