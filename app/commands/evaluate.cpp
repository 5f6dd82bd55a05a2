#include <algorithm>
#include <memory>

#include "app/commands/command.h"
#include "app/commands/flags.h"
#include "app/commands/output.h"
#include "app/evaluation/judge_cache.h"
#include "app/evaluation/real_data.h"
#include "app/evaluation/report.h"
#include "app/machine/machine.h"
#include "app/samples/source.h"
#include "app/terminal/standard_output.h"
#include "app/terminal/terminal.h"
#include "app/terminal/text.h"
#include "core/base/errors.h"
#include "core/base/file.h"
#include "core/evaluate/bins.h"
#include "core/formats/npy.h"
#include "core/output/run_data.h"
#include "core/pictures/image_grid.h"

namespace gan {
namespace {

namespace fs = std::filesystem;

void check_shape(const fs::path& source, ImageShape shape, const RealData& real) {
  if (shape == real.train.shape()) return;
  throw Error(ErrorKind::kMismatch, source.string() +
                                        ": samples must be of the real images' size, " +
                                        describe(real.train.shape()) + ", got " + describe(shape) +
                                        "; name a folder of such images with --against, or say " +
                                        "how to read them with --data.size and --data.channels");
}

// Before a judge is trained for nothing.
void check_enough(const RealData& real, const fs::path& folder) {
  if (real.train.count() >= kBins && real.test.count() >= kMinSamples) return;
  throw Error(folder.string() + ": must hold at least " + std::to_string(kBins) +
              " training images and " + std::to_string(kMinSamples) + " test images, got " +
              std::to_string(real.train.count()) + " and " + std::to_string(real.test.count()) +
              "; name a larger set with --against");
}

void check_own_data(const TrainState& model, const RealData& real, const fs::path& folder) {
  const bool are_images = model.data_crc32 == 0 || real.train.images.crc32 == model.data_crc32;
  const bool are_labels = model.classes.size() == 0 || !real.is_labelled() ||
                          real.train.labels->crc32 == model.classes.crc32;
  if (are_images && are_labels) return;
  throw Error(ErrorKind::kMismatch,
              folder.string() + ": holds other " + (are_images ? "labels" : "images") +
                  " than the run was trained on; name the folder of its own, or of others, with " +
                  "--against");
}

// The run's classes must be those of the real images, for both are counted from 0 on.
void check_classes(const fs::path& source, const ClassTable& classes, const RealData& real,
                   const fs::path& folder) {
  if (classes.size() == 0 || !real.is_labelled() || real.train.labels->names == classes.names)
    return;
  throw Error(ErrorKind::kMismatch, folder.string() + ": must have the classes that " +
                                        source.string() + " makes, " + list_some(classes.names) +
                                        ", got " + list_some(real.train.labels->names) +
                                        "; name a folder of images of those with --against");
}

// Where labels have parts, modes are counted as the literature counts them on stacked MNIST (Metz
// et al. 2017, arXiv:1611.02163).
int64_t default_count(const RealData& real) {
  constexpr int64_t kOfStackedDigits = 26'000;
  const bool has_parts = real.is_labelled() && real.train.labels->parts > 1;
  return has_parts ? kOfStackedDigits : real.test.count();
}

Samples make_samples_of_run(const TrainState& state, bool raw, int64_t seed, int64_t count) {
  const ImageShape shape = state.image_shape;
  torch::Tensor pixels =
      torch::empty({count, shape.channels, shape.height, shape.width}, torch::kUInt8);
  make_sample_batches(state, raw, state.drawn_classes(), seed, count,
                      [&](int64_t first, const torch::Tensor& images) {
                        pixels.narrow(0, first, images.size(0)).copy_(to_pixels(images));
                      });
  return {pixels, state.drawn_classes().draw(seed, 0, count)};
}

class EvaluateCommand : public Command {
 public:
  EvaluateCommand()
      : Command({"evaluate", "measure the quality of samples",
                 "Measures samples against real images: Frechet and kernel distance, precision and "
                 "recall, class shares, nearest training images and more, each beside the value of "
                 "real images. Trains a small classifier (the judge) the first time. Of a run with "
                 "classes also how often the class that was asked for is seen (GAN-test), what a "
                 "judge learns that is trained on samples (GAN-train, a minute or more), and each "
                 "class by itself.",
                 "gan-train evaluate runs/mnist --json quality.json"}) {}

  void add_flags(CLI::App& flags) override {
    flags
        .add_option("source", source_, "run folder or checkpoint to make samples with, or samples")
        ->required()
        ->type_name("RUN|CHECKPOINT|SAMPLES.npy");
    flags
        .add_option("--against", against_,
                    "folder of real images and labels; default: the run's data, or "
                    "data/mnist")
        ->type_name("DIR");
    add_number(flags, "--count", count_, kMinSamples, 1'000'000,
               "number of samples; default: as many as there are test images, or 26000 where each "
               "channel has a label of its own",
               "N");
    add_seed(flags, seed_);
    add_raw(flags, raw_);
    flags.add_option("--json", json_, "also write the results as JSON")->type_name("FILE");
    add_machine_settings(flags, machine_);
    add_data_settings(flags, data_, /*are_of_run=*/true);
  }

  int run(Session& session) override {
    set_up_machine(override_config(Config(), machine_));
    const Source source = open_source(session);
    EvaluationSubject subject;
    subject.source = source_;
    subject.against = against_.empty() ? source.data_folder : against_;
    const Config config = override_config(source.config, data_);
    if (!json_.empty()) prepare_json(config.data, subject.against);
    const RealData real = read_real_data(config, subject.against, session);
    check_enough(real, subject.against);
    if (against_.empty() && source.model) check_own_data(*source.model, real, subject.against);
    if (source.model) check_classes(source_, source.model->classes, real, subject.against);
    const Samples samples = take_samples(source, real, subject);
    const std::optional<Samples> lessons = make_lessons(source, real, subject);
    set_up_machine(override_config(Config(), machine_));  // the samples needed the run's threads
    const std::optional<Judge> judge = prepare_judge(real, subject, session);
    const Evaluation evaluation = measure_all(judge, real, samples, lessons, session);
    if (!json_.empty()) write_file_atomically(json_, format_json(evaluation, subject, real));
    print_to_stdout(format_table(evaluation, subject, real));
    return 0;
  }

 private:
  // Before it takes minutes to know what to write.
  void prepare_json(const Config::Data& data, const fs::path& against) const {
    check_output("--json", json_, list_source_files(source_));
    check_output("--json", json_, list_data_files(data, against));
    if (json_.has_parent_path()) make_folder(json_.parent_path());
  }

  // Samples, or the model to make them with once their number is known.
  struct Source {
    torch::Tensor pixels;             // from a .npy
    std::optional<TrainState> model;  // else
    Config config;                    // of the model; it names the images
    fs::path data_folder;             // of these, absolute
  };

  Source open_source(const Session& session) const {
    if (source_.extension() != ".npy") {
      const TrainState model = load_source(source_, machine_, session);
      return {{}, model, model.config, find_data_of_source(source_, model.config.data.folder)};
    }
    if (seed_ >= 0 || raw_)
      throw UsageError(std::string(raw_ ? "--raw" : "--seed") +
                       ": needs a run or a checkpoint as source, got " + source_.string());
    return {read_npy_images(source_), std::nullopt, {}, from_working_folder(Config().data.folder)};
  }

  // The samples. Also sets the subject's count, step and seed.
  Samples take_samples(const Source& source, const RealData& real,
                       EvaluationSubject& subject) const {
    subject.count = count_ > 0 ? count_ : default_count(real);
    if (source.model) {
      const TrainState& state = *source.model;
      check_shape(source_, state.image_shape, real);
      subject.step = state.position.step;
      subject.seed = seed_ >= 0 ? seed_ : state.config.samples.seed;
      return make_samples_of_run(state, raw_, *subject.seed, subject.count);
    }
    check_shape(source_, {source.pixels.size(1), source.pixels.size(2), source.pixels.size(3)},
                real);
    const int64_t available = source.pixels.size(0);
    if (count_ > available)
      throw UsageError("--count: must be at most the " + std::to_string(available) +
                       " samples of " + source_.string() + ", got " + std::to_string(count_));
    subject.count = std::min(subject.count, available);
    if (subject.count < kMinSamples)
      throw Error(source_.string() + ": must hold at least " + std::to_string(kMinSamples) +
                  " samples, got " + std::to_string(subject.count) + "; make more");
    return {source.pixels.narrow(0, 0, subject.count)};
  }

  // The samples for GAN-train: of the same seed, as many as there are training images. nullopt if
  // the run has no classes.
  std::optional<Samples> make_lessons(const Source& source, const RealData& real,
                                      const EvaluationSubject& subject) const {
    if (!real.is_labelled() || !source.model || source.model->classes.size() == 0)
      return std::nullopt;
    return make_samples_of_run(*source.model, raw_, *subject.seed,
                               std::min(kMaxGanTrain, real.train.count()));
  }

  // nullopt without labels.
  static std::optional<Judge> prepare_judge(const RealData& real, EvaluationSubject& subject,
                                            const Session& session) {
    if (!real.is_labelled()) return std::nullopt;
    const auto [judge, was_cached] = load_or_train_judge(real.train, session);
    subject.judge = {checksum(judge), was_cached};
    return judge;
  }

  static Evaluation measure_all(const std::optional<Judge>& judge, const RealData& real,
                                const Samples& samples, const std::optional<Samples>& lessons,
                                const Session& session) {
    StageLine line(session);
    return evaluate(judge, real, samples, lessons,
                    [&](const std::string& stage) { line.show(stage); });
  }

  fs::path source_;    // a run's folder, a checkpoint or a .npy of samples
  fs::path against_;   // a folder of images; empty: the run's data
  fs::path json_;      // empty: not written
  int64_t count_ = 0;  // 0: default_count()
  int64_t seed_ = -1;  // -1: the seed of the run's grids
  bool raw_ = false;   // use the generator itself, not its average
  std::vector<Override> machine_;
  std::vector<Override> data_;
};

}  // namespace

std::unique_ptr<Command> make_evaluate() { return std::make_unique<EvaluateCommand>(); }

}  // namespace gan
