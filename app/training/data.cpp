#include "app/training/data.h"

#include "app/evaluation/read_sets.h"
#include "app/evaluation/real_data.h"
#include "app/terminal/text.h"
#include "core/base/errors.h"
#include "core/base/file.h"
#include "core/config/resume.h"
#include "core/pictures/image_grid.h"
#include "core/sources/idx_files.h"
#include "core/train/train.h"

namespace gan {
namespace {

namespace fs = std::filesystem;

DataSets read_images(const Config& config, const fs::path& folder, const Session& session) {
  const bool needs_test = config.validation.every_epochs > 0 || config.evaluate.every_epochs > 0;
  try {
    return read_sets(config, folder, needs_test, session);
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::kMissing)
      throw error.with_remedy(
          config.data.train_images == Config().data.train_images
              ? "name another folder with --data.folder, or fetch MNIST with scripts/fetch_mnist, "
                "which is in the sources"
              : "name another folder with --data.folder");
    if (error.kind() == ErrorKind::kDamaged && has_idx_file(folder / config.data.train_images))
      throw error.with_remedy("for MNIST with scripts/fetch_mnist");
    throw;
  }
}

RealData make_judged_data(const Config& config, const DataSets& sets, const Session& session) {
  RealData real = to_real_data(sets, session);
  const std::string given = std::to_string(config.evaluate.every_epochs);
  if (!real.is_labelled())
    throw UsageError("/evaluate/every_epochs: needs labels for its judge, got " + given + " with " +
                     sets.train_path.string() + "; set it to 0, or put the labels there");
  if (real.test.count() < kMinSamples)
    throw UsageError("/evaluate/every_epochs: needs at least " + std::to_string(kMinSamples) +
                     " test images, got " + std::to_string(real.test.count()) + " in " +
                     sets.test_path.string() + "; set it to 0");
  return real;
}

// Both networks must see the classes of all images.
void check_labels(const Config& config, const DataSets& sets) {
  if (config.condition == Condition::kNone) return;
  const bool has_labels = sets.train.data.labels && (config.validation.every_epochs == 0 ||
                                                     !sets.test || sets.test->data.labels);
  if (has_labels) return;
  const bool are_of_test = sets.train.data.labels.has_value();
  throw UsageError(
      "/condition: \"class\" needs labels of all images, got none of " +
      (are_of_test ? sets.test_path : sets.train_path).string() +
      "; put the images of each class into a folder of its own, of which there must "
      "be two or more, or name a file of labels with /data/" +
      (are_of_test ? "test_labels, or set /validation/every_epochs to 0" : "train_labels"));
}

// The images' own path, if they are not the folder itself.
fs::path find_images(const fs::path& folder, const std::string& name) {
  std::error_code ignored;
  return has_idx_file(folder / name) || fs::exists(folder / name, ignored) ? folder / name : folder;
}

void check_same_data(const TrainState& stored, const fs::path& given, const Images& images) {
  const auto describe = [](const fs::path& path, ImageShape shape, uint32_t crc32) {
    return path.string() + " (" + gan::describe(shape) + ", CRC-32 " + hexadecimal(crc32) + ")";
  };
  const ImageShape shape = images.shape();
  if (stored.data_crc32 == images.crc32 && stored.image_shape == shape) return;
  throw UsageError("/data/folder: has other images than the run was trained on, stored " +
                   describe(stored.config.data.folder, stored.image_shape, stored.data_crc32) +
                   ", got " + describe(given, shape, images.crc32) +
                   "; name the folder of the run's own images");
}

void check_same_classes(const ClassTable& stored, const ClassTable& given) {
  if (stored.names == given.names && stored.crc32 == given.crc32) return;
  const auto describe = [](const ClassTable& table) {
    return std::to_string(table.size()) + " classes (" + join_names(table.names) + ", CRC-32 " +
           hexadecimal(table.crc32) + ")";
  };
  throw UsageError("/data/train_labels: gives other labels than the run was trained on, stored " +
                   describe(stored) + ", got " + describe(given) +
                   "; name the labels of the run's own images");
}

}  // namespace

ClassTable classes_of(const Config& config, const DataSet& training) {
  if (config.condition == Condition::kNone || !training.labels) return {};
  const Labels& labels = *training.labels;
  return {labels.names, count_by_class(labels), labels.crc32};
}

TrainingData read_training_data(const Config& config, const fs::path& folder,
                                const Session& session) {
  if (config.condition == Condition::kClass && !config.data.labels)
    throw UsageError("/condition: \"class\" needs labels, got /data/labels false; leave it out");
  DataSets sets = read_images(config, folder, session);
  check_labels(config, sets);
  TrainingData data{folder, sets.train.data, std::nullopt, std::nullopt};
  if (config.validation.every_epochs > 0) data.validation = sets.test->data;
  if (config.evaluate.every_epochs > 0) data.judged = make_judged_data(config, sets, session);
  return data;
}

void check_run(const Config& config, const TrainingData& data, torch::Device device,
               bool is_loaded) {
  choose_engine(config, device);
  check_batches(config, data.train.count());
  try {
    check_training_memory(config, {data.shape(), classes_of(config, data.train).size()}, is_loaded);
  } catch (const Error& error) {
    throw error.with_remedy(is_loaded ? "continue on a larger machine" : "make them narrower");
  }
  const Config::Samples& samples = config.samples;
  if (samples.every_epochs == 0) return;
  try {
    compute_grid_size(samples.rows * samples.columns, data.shape().height, data.shape().width,
                      samples.columns, samples.padding, samples.scale);
  } catch (const Error& error) {
    throw UsageError(std::string("/samples/rows, /samples/columns, /samples/padding, ") +
                     "/samples/scale: " + error.what());
  }
}

std::string describe_measure(const TrainingData& data) {
  if (!data.judged) return "";
  const auto& [train, test] = *data.judged;
  return hexadecimal(test.images.crc32) + " " + hexadecimal(test.labels->crc32) + " " +
         hexadecimal(train.labels->crc32);
}

void check_same_measure(const std::string& stored, const TrainingData& data) {
  const std::string given = describe_measure(data);
  if (stored.empty() || given.empty() || stored == given) return;
  throw UsageError(
      "/data/test_images: has other images or labels than the run was measured with, so that its "
      "best checkpoint cannot be told, stored CRC-32 " +
      stored + ", got " + given + "; name the run's own, or set /evaluate/every_epochs to 0");
}

void check_continues(const TrainState& stored, const Config& config, const DataSet& training,
                     const fs::path& from) {
  std::vector<std::string> faults = find_resume_faults(stored.config, config);
  for (std::string& fault : faults)
    fault +=
        "; leave it as it was, or begin another run with gan-train train CONFIG.json --run DIR";
  if (!faults.empty()) throw UsageError(faults);
  check_same_data(stored, find_images(from, config.data.train_images), training.images);
  check_same_classes(stored.classes, classes_of(config, training));
  check_position(stored, training.count());
}

}  // namespace gan
