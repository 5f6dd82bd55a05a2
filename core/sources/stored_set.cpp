#include "core/sources/stored_set.h"

#include <set>
#include <string>

#include "core/base/errors.h"
#include "core/base/file.h"
#include "core/sources/idx.h"
#include "core/sources/npy_set.h"
#include "core/sources/picture_labels.h"
#include "core/sources/prepare.h"

namespace gan {
namespace {

namespace fs = std::filesystem;

void compute_checksum(Images& images, const fs::path& path, const ReadHooks& hooks) {
  const std::string what = "reading " + path.string();
  uint64_t counted = 0;
  images.crc32 = checksum_pixels(images.pixels, [&](uint64_t done, uint64_t total) {
    if (images.file) images.file->count_read(done - counted);
    counted = done;
    if (hooks.on_progress) hooks.on_progress(what, done, total);
  });
}

void prepare(Images& images, const fs::path& path, const Config::Data& options) {
  const torch::Tensor stored = images.pixels;
  try {
    images.pixels = prepare_pixels(stored, options);
  } catch (const Error& error) {
    throw Error(error.kind(), path.string() + ": " + error.what());
  }
  if (!images.pixels.is_alias_of(stored)) images.file = nullptr;
}

// The classes that the file names, whether they occur or not.
Labels make_named_labels(const StoredLabels& stored) {
  const auto count = static_cast<int64_t>(stored.classes.size());
  const torch::Tensor& numbers = stored.numbers;
  const auto least = numbers.min().item<int64_t>(), most = numbers.max().item<int64_t>();
  if (numbers.dim() != 1 || least < 0 || most >= count)
    throw DamagedError("labels with names must be one number each, in [0, " +
                       std::to_string(count - 1) + "], got " +
                       std::to_string(least < 0 ? least : most) + "; number the names from 0");
  check_class_names(stored.classes, "classes");
  const std::set<std::string> names(stored.classes.begin(), stored.classes.end());
  if (names.size() != stored.classes.size())
    throw DamagedError("the classes must have names that differ, got " +
                       std::to_string(names.size()) + " names for " + std::to_string(count) +
                       "; rename them");
  Labels labels{numbers.contiguous(), stored.classes};
  labels.crc32 = checksum_labels(labels.values);
  return labels;
}

const char* const kWithoutLabels = ", or set data.labels to false";

Labels check_labels(const StoredLabels& stored, const Images& images) {
  check_count(stored, images.count());
  const std::string where = stored.path.string();
  const int64_t channels = images.shape().channels;
  const int64_t parts = stored.numbers.dim() == 1 ? 1 : stored.numbers.size(1);
  if (parts != 1 && parts != channels)
    throw Error(ErrorKind::kMismatch,
                where +
                    ": a label must be one number, or one for each channel of the images, of "
                    "which there are " +
                    std::to_string(channels) + ", got " + std::to_string(parts) + "; reshape them" +
                    kWithoutLabels);
  try {
    return stored.classes.empty() ? make_labels(stored.numbers) : make_named_labels(stored);
  } catch (const Error& error) {
    throw Error(error.kind(), where + ": " + error.what() + kWithoutLabels);
  }
}

}  // namespace

void check_count(const StoredLabels& labels, int64_t images) {
  if (labels.numbers.size(0) == images) return;
  throw Error(ErrorKind::kMismatch, labels.path.string() + ": must hold a label for each of the " +
                                        std::to_string(images) + " images, got " +
                                        std::to_string(labels.numbers.size(0)) +
                                        "; name those of these images" + kWithoutLabels);
}

StoredLabels read_stored_labels(const fs::path& path, const OnChoice& on_choice) {
  const fs::path file = find_idx_file(path, on_choice);
  std::error_code ignored;
  if (fs::is_directory(file, ignored))
    throw Error(file.string() + ": must be a file of labels, got a folder; name an IDX, .npy or " +
                ".npz file");
  std::string head(6, '\0');
  head.resize(InputFile(file).read(head.data(), head.size()));
  if (head == "\x93NUMPY") return {read_npy_numbers(file), {}, file};
  if (head.substr(0, 2) == "PK") return read_npz_labels(file);
  return {read_idx_numbers(file), {}, file};
}

DataSet make_data_set(Images images, const fs::path& path, const fs::path& labels,
                      const std::optional<StoredLabels>& own, const Config::Data& options,
                      const ReadHooks& hooks) {
  prepare(images, path, options);
  DataSet data{std::move(images), std::nullopt};
  // Before the checksum, which may take long.
  if (!labels.empty())
    data.labels = check_labels(read_stored_labels(labels, hooks.on_choice), data.images);
  else if (own)
    data.labels = check_labels(*own, data.images);
  compute_checksum(data.images, path, hooks);
  return data;
}

}  // namespace gan
