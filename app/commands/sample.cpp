#include <memory>
#include <set>

#include "app/commands/command.h"
#include "app/commands/flags.h"
#include "app/commands/output.h"
#include "app/evaluation/read_sets.h"
#include "app/machine/machine.h"
#include "app/samples/classes.h"
#include "app/samples/source.h"
#include "app/samples/view.h"
#include "app/samples/write.h"
#include "app/terminal/text.h"
#include "core/base/errors.h"
#include "core/base/file.h"

namespace gan {
namespace {

namespace fs = std::filesystem;

constexpr double kFramesPerSecond = 10;

Images read_training_images(const Config& config, const fs::path& folder, const Session& session) {
  try {
    Config adapted = config;
    adapted.data = prefer_test_images(config.data, folder);
    return read_sets(adapted, folder, /*needs_test=*/false, session).train.data.images;
  } catch (const Error& error) {
    throw error.with_remedy("name the folder of the run's training images with --against");
  }
}

std::string describe(const SampleView& view, const TrainState& state) {
  return std::to_string(view.count()) + (view.count() == 1 ? " image" : " images") + " of step " +
         std::to_string(state.position.step);
}

// The classes of a grid's columns, if each is of one.
// are_chosen  by the user; else it is said how to see the others
std::string describe_columns(const SampleView& view, const ClassTable& classes, bool are_chosen) {
  const std::vector<int64_t>& columns = view.column_classes();
  if (columns.empty()) return "";
  const size_t shown = std::set<int64_t>(columns.begin(), columns.end()).size();
  const size_t all = classes.with_images().size();
  return ", a class a column: " + join_names(classes.names_of(columns)) +
         (are_chosen || shown == all ? ""
                                     : "; --columns " + std::to_string(all) + " shows all classes");
}

// The class of a plane's images, which are all of one.
std::string describe_class(const SampleView& view, const ClassTable& classes) {
  const torch::Tensor of_samples = view.sample_classes();
  if (!of_samples.defined()) return "";
  return ", of class " + join_names(classes.names_of({of_samples[0].item<int64_t>()}));
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
                    "[N, H, W], or [N, H, W, 3] in colour), FILE.npz for the same with the "
                    "classes as labels, FOLDER/ for a PNG each")
        ->required()
        ->type_name("OUT");
    add_number(flags, "--count", view_.count, 1, 1'000'000'000,
               "number of samples; default: as in the run's grids", "N");
    add_seed(flags, view_.seed);
    add_number(flags, "--columns", view_.columns, 1, 65535,
               "columns of a grid; default: as in the run's grids, or nearly square", "C");
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
    check_flags(kind, is_folder);
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
    check_files(state.config.data);
    const SampleView view(state, view_);
    if (output.has_parent_path()) make_folder(output.parent_path());
    if (is_folder)
      write_folder(output, view);
    else if (kind == ".npy")
      write_npy(output, view, state.image_shape, float32_);
    else if (kind == ".npz")
      write_set(output, view, state);
    else if (kind == ".gif")
      write_animation(output, view, state.image_shape,
                      frames_per_second_ > 0 ? frames_per_second_ : kFramesPerSecond);
    else
      write_grid(output, view, state);
    if (!latents_.empty()) write_latents(latents_, view, state.config.generator.latent);
    session.print_info(
        output_ + ": " + describe(view, state) +
        (kind == ".png" ? describe_columns(view, state.classes, !class_.empty()) : "") +
        (view_.grid_2d > 0 ? describe_class(view, state.classes) : ""));
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

  void check_flags(const std::string& kind, bool is_folder) const {
    static const std::set<std::string> kKinds = {".png", ".gif", ".npy", ".npz"};
    if (!is_folder && kKinds.count(kind) == 0)
      throw UsageError("--output: must end in .png, .gif, .npy, .npz or / (a folder), got " +
                       output_);
    const auto check = [&](const char* flag, bool is_given, const char* needed) {
      if (is_given && (is_folder || kind != needed))
        throw UsageError(std::string(flag) + ": needs a " + needed + " file as output, got " +
                         output_ + "; leave it out");
    };
    check("--float32", float32_, ".npy");
    check("--columns", view_.columns > 0, ".png");
    check("--fps", frames_per_second_ > 0, ".gif");
    if (kind == ".npz" && (view_.interpolate > 0 || view_.grid_2d > 0 || view_.nearest))
      throw UsageError("--output: an .npz is of samples alone, without --interpolate, --grid-2d " +
                       ("or --nearest, got " + output_) + "; name a .npy file");
    if (latents_.lexically_normal() == fs::path(output_).lexically_normal())
      throw UsageError("--latents: must not be the file of the images, got " + output_ +
                       "; name another one");
  }

  // Neither the run nor its images must be written over.
  void check_files(const Config::Data& data) const {
    std::vector<fs::path> read = list_source_files(source_);
    for (const fs::path& folder : {find_data_of_source(source_, data.folder), view_.nearest_in})
      for (const fs::path& path : list_data_files(data, folder)) read.push_back(path);
    check_output("--output", output_, read);
    if (!latents_.empty()) check_output("--latents", latents_, read);
  }

  fs::path source_;
  std::string output_;  // FILE.png, FILE.gif, FILE.npy, FILE.npz, FOLDER/
  fs::path latents_;    // empty: not written
  ViewOptions view_;
  std::vector<Override> machine_;
  std::string class_;  // empty: chosen by the output
  std::string sort_;   // empty: unsorted
  bool float32_ = false;
  double frames_per_second_ = 0;  // 0: kFramesPerSecond
};

}  // namespace

std::unique_ptr<Command> make_sample() { return std::make_unique<SampleCommand>(); }

}  // namespace gan
