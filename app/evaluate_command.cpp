#include <algorithm>

#include "app/commands.h"
#include "app/console.h"
#include "app/evaluation_report.h"
#include "app/judge_cache.h"
#include "app/machine.h"
#include "app/real_data.h"
#include "app/source.h"
#include "app/terminal.h"
#include "app/text.h"
#include "core/base/errors.h"
#include "core/base/file.h"
#include "core/output/image_grid.h"
#include "core/output/npy.h"

namespace gan {
namespace {

namespace fs = std::filesystem;

// Samples, or what makes them once their number is known.
struct Source {
  torch::Tensor pixels;                   // of a .npy
  std::optional<LoadedCheckpoint> model;  // otherwise
  Config::Data data;                      // what they were made after
};

Source open_source(const EvaluateOptions& options) {
  if (options.source.extension() != ".npy") {
    Source source{{}, load_source(options.source), {}};
    source.data = source.model->state.config.data;
    return source;
  }
  if (options.seed >= 0 || options.raw)
    throw UsageError(std::string(options.raw ? "--raw" : "--seed") +
                     ": goes with a run or a checkpoint, got " + options.source.string());
  return {read_npy_images(options.source), std::nullopt, {}};
}

void check_size(const fs::path& source, int64_t height, int64_t width, const RealData& real) {
  if (height == real.train.height() && width == real.train.width()) return;
  throw Error(source.string() + ": samples must be of the real images' size, " +
              std::to_string(real.train.height()) + " x " + std::to_string(real.train.width()) +
              ", got " + std::to_string(height) + " x " + std::to_string(width) +
              "; name a folder of such images with --against");
}

torch::Tensor make_samples_of_run(const TrainState& state, bool raw, int64_t seed, int64_t count) {
  const ImageShape shape = state.image_shape;
  torch::Tensor pixels = torch::empty({count, shape.height, shape.width}, torch::kUInt8);
  make_sample_batches(state, raw, seed, count, [&](int64_t first, const torch::Tensor& images) {
    pixels.narrow(0, first, images.size(0)).copy_(to_pixels(images));
  });
  return pixels;
}

// The samples; sets what of the subject they settle.
torch::Tensor take_samples(const Source& source, const EvaluateOptions& options,
                           const RealData& real, EvaluationSubject& subject) {
  subject.count = options.count > 0 ? options.count : real.test.count();
  if (source.model) {
    const TrainState& state = source.model->state;
    check_size(options.source, state.image_shape.height, state.image_shape.width, real);
    subject.step = state.position.step;
    subject.seed = options.seed >= 0 ? options.seed : state.config.samples.seed;
    return make_samples_of_run(state, options.raw, *subject.seed, subject.count);
  }
  check_size(options.source, source.pixels.size(1), source.pixels.size(2), real);
  const int64_t available = source.pixels.size(0);
  if (options.count > available)
    throw UsageError("--count: must be at most the " + std::to_string(available) + " samples of " +
                     options.source.string() + ", got " + std::to_string(options.count));
  subject.count = std::min(subject.count, available);
  if (subject.count < kLeastSamples)
    throw Error(options.source.string() + ": must hold at least " + std::to_string(kLeastSamples) +
                " samples, got " + std::to_string(subject.count) + "; make more");
  return source.pixels.narrow(0, 0, subject.count);
}

// None without labels.
std::optional<Judge> prepare_judge(const RealData& real, EvaluationSubject& subject) {
  if (!real.labels) return std::nullopt;
  const auto [judge, was_cached] = load_or_train_judge(real.train, real.labels->train);
  subject.judge = {checksum(judge), was_cached};
  return judge;
}

Evaluation measure_all(const std::optional<Judge>& judge, const RealData& real,
                       const torch::Tensor& samples) {
  StageLine line;
  return evaluate(judge, real, samples, [&](const std::string& stage) { line.show(stage); });
}

}  // namespace

int run_evaluate(const EvaluateOptions& options) {
  const Source source = open_source(options);
  if (options.json.has_parent_path()) make_folder(options.json.parent_path());
  EvaluationSubject subject;
  subject.source = options.source;
  subject.against = options.against.empty() ? fs::path(source.data.folder) : options.against;
  const RealData real = read_real_data(subject.against, source.data);
  const torch::Tensor samples = take_samples(source, options, real, subject);

  // The run's threads made its samples as they always are; measuring takes what there is.
  set_up_machine(Config());
  const std::optional<Judge> judge = prepare_judge(real, subject);
  const Evaluation evaluation = measure_all(judge, real, samples);
  if (!options.json.empty())
    write_file_atomically(options.json, format_json(evaluation, subject, real));
  print_to_stdout(format_table(evaluation, subject, real));
  return 0;
}

}  // namespace gan
