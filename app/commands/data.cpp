#include <memory>

#include "app/commands/command.h"
#include "app/commands/flags.h"
#include "app/commands/output.h"
#include "app/evaluation/data_grid.h"
#include "app/evaluation/data_report.h"
#include "app/evaluation/read_sets.h"
#include "app/machine/machine.h"
#include "app/terminal/standard_output.h"
#include "app/terminal/text.h"
#include "core/base/errors.h"
#include "core/base/file.h"
#include "core/base/limits.h"
#include "core/data/stack.h"
#include "core/sources/npy_set.h"
#include "core/sources/places.h"

namespace gan {
namespace {

namespace fs = std::filesystem;

class DataCommand : public Command {
 public:
  DataCommand()
      : Command({"data", "say what a data set holds, convert it, stack it",
                 "Says what lies at a path: images in an IDX, .npy or .npz file, a folder or zip "
                 "archive of PNG and JPEG pictures, or a folder with training and test images. "
                 "Shows 64 of them, writes them as an .npz, or makes stacked MNIST of them.",
                 "gan-train data ~/pictures --data.size 32 -o grid.png"}) {}

  void add_flags(CLI::App& flags) override {
    flags.add_option("path", path_, "a file, or a folder")->required()->type_name("FILE|DIR");
    flags
        .add_option("-o,--output", output_,
                    "FILE.png for a grid of 64 images, a class a column if there are few; FILE.npz "
                    "for all: images uint8 [N, H, W] or [N, H, W, 3], and labels")
        ->type_name("FILE.png|FILE.npz");
    flags
        .add_option("--labels", labels_,
                    "labels of the images that are looked at, an IDX or NumPy file; default: those "
                    "that lie there")
        ->type_name("FILE");
    flags.add_flag("--test", test_, "of a folder with both, take the test images");
    flags.add_flag("--json", json_, "print it as JSON");
    const std::string stacking = "Stacking";
    add_number(flags, "--stack", stack_, 1, 64,
               "3: make images whose channels are three of the grey images, drawn at random, and "
               "labels of three parts",
               "K")
        ->group(stacking);
    add_number(flags, "--count", count_, 1, 1'000'000'000,
               "number of stacked images; default: as many as are there", "N")
        ->group(stacking);
    add_number(flags, "--seed", seed_, 0, kMaxWholeNumber, "seed of the draw; default 1", "S")
        ->group(stacking);
    add_data_settings(flags, settings_, /*are_of_run=*/false);
  }

  int run(Session& session) override {
    Config config = override_config(Config(), settings_);
    config.device = DeviceOption::kCpu;
    check_flags();
    set_up_machine(config);
    name_labels(config.data);
    std::vector<DescribedSet> sets = read(config.data, session);
    if (!output_.empty())
      check_output("--output", output_, find_places_at(config.data, path_).list());
    if (test_ || stack_ > 0 || !output_.empty()) sets = {choose(std::move(sets))};
    if (stack_ > 0) stack(sets.front());
    for (DescribedSet& described : sets) measure(described, session);
    if (!output_.empty()) write(sets.front().set.data, session);
    print_to_stdout(json_ ? format_data_sets_as_json(sets) : format_data_sets(sets));
    return 0;
  }

 private:
  void check_flags() const {
    const std::string kind = output_.extension().string();
    if (!output_.empty() && kind != ".png" && kind != ".npz")
      throw UsageError("--output: must end in .png or .npz, got " + output_.string());
    if (stack_ != 0 && stack_ != kStackedChannels)
      throw UsageError("--stack: must be 3, because images have 1 or 3 channels, got " +
                       std::to_string(stack_));
    if (stack_ == 0 && (count_ > 0 || seed_ >= 0))
      throw UsageError(count_ > 0 ? "--count: needs --stack, got " + std::to_string(count_)
                                  : "--seed: needs --stack, got " + std::to_string(seed_));
  }

  // --labels is short for a setting.
  void name_labels(Config::Data& data) const {
    if (labels_.empty()) return;
    std::string& labels = test_ ? data.test_labels : data.train_labels;
    if (!labels.empty())
      throw UsageError(std::string("--labels: stands for --data.") +
                       (test_ ? "test_labels" : "train_labels") + ", got both; leave one out");
    labels = fs::absolute(labels_).string();  // for settings start from the images' folder
  }

  std::vector<DescribedSet> read(const Config::Data& data, const Session& session) const {
    DataSets sets = [&] {
      try {
        return read_sets_at(data, path_, make_read_hooks(session));
      } catch (const Error& error) {
        std::error_code ignored;
        const bool may_be_labels = !data.train_labels.empty() || !data.test_labels.empty();
        if (error.kind() != ErrorKind::kMissing || fs::is_regular_file(path_, ignored) ||
            (may_be_labels && fs::exists(path_, ignored)))
          throw;
        throw error.with_remedy("name a file of images, or a folder of pictures");
      }
    }();
    std::vector<DescribedSet> described;
    described.push_back({sets.test ? "training" : "", sets.train_path, std::move(sets.train), {}});
    if (sets.test) described.push_back({"test", sets.test_path, std::move(*sets.test), {}});
    return described;
  }

  DescribedSet choose(std::vector<DescribedSet> sets) const {
    if (test_ && sets.size() < 2)
      throw UsageError("--test: needs a folder with training and test images, got " +
                       path_.string() + "; leave it out");
    return std::move(test_ ? sets.back() : sets.front());
  }

  void stack(DescribedSet& described) const {
    const DataSet& data = described.set.data;
    described.role = "stacked";
    try {
      described.set.data = stack_images(data, count_ > 0 ? count_ : data.count(),
                                        seed_ >= 0 ? seed_ : Config().seed);
    } catch (const Error& error) {
      const Error placed(error.kind(), described.path.string() + ": " + error.what());
      if (!data.labels) throw placed.with_remedy("name a file of them with --labels");
      throw placed;
    }
  }

  static void measure(DescribedSet& described, const Session& session) {
    const ReadHooks hooks = make_read_hooks(session);
    described.pixels =
        measure_pixels(described.set.data.images, [&](uint64_t done, uint64_t total) {
          hooks.on_progress("counting pixels of " + described.path.string(), done, total);
        });
  }

  void write(const DataSet& data, const Session& session) const {
    if (output_.has_parent_path()) make_folder(output_.parent_path());
    std::vector<std::string> columns;
    if (output_.extension() == ".png")
      columns = write_data_grid(output_, data);
    else
      write_arrays(data, session);
    session.print_info(output_.string() + ": written" +
                       (columns.empty() ? "" : ", a class a column: " + join_names(columns)));
  }

  void write_arrays(const DataSet& data, const Session& session) const {
    const ReadHooks hooks = make_read_hooks(session);
    write_npz(output_, data, [&](uint64_t done, uint64_t total) {
      hooks.on_progress("writing " + output_.string(), done, total);
    });
  }

  fs::path path_;
  fs::path output_;  // FILE.png, FILE.npz; empty: nothing is written
  fs::path labels_;  // empty: those that lie there
  bool test_ = false;
  bool json_ = false;
  int64_t stack_ = 0;  // 0: not stacked
  int64_t count_ = 0;  // 0: as many as are there
  int64_t seed_ = -1;  // -1: the default
  std::vector<Override> settings_;
};

}  // namespace

std::unique_ptr<Command> make_data() { return std::make_unique<DataCommand>(); }

}  // namespace gan
