#include "core/sources/data_sets.h"

#include <algorithm>
#include <map>
#include <set>

#include "core/base/errors.h"
#include "core/base/file.h"
#include "core/sources/idx_files.h"
#include "core/sources/picture_list.h"
#include "core/sources/split.h"

namespace gan {
namespace {

namespace fs = std::filesystem;

// Where the images and labels of a config lie. Labels may be empty: those of the images' own
// source.
struct Places {
  fs::path train;
  fs::path train_labels;
  fs::path test;  // empty: there are none
  fs::path test_labels;
  bool is_named = false;  // the training images were found by the config's name for them
};

bool is_there(const fs::path& path) {
  std::error_code ignored;
  return has_idx_file(path) || fs::exists(path, ignored);
}

// The labels' file by the name of the images; empty if there is none.
fs::path find_labels(const fs::path& base, const std::string& images) {
  const std::string name = labels_name(images);
  return !name.empty() && has_idx_file(base / name) ? base / name : fs::path();
}

// The folders at the top of a folder, if nothing but hidden files lies beside them.
std::set<std::string> only_folders(const fs::path& folder) {
  std::set<std::string> names;
  std::error_code ignored;
  for (const fs::path& path : list_folder(folder)) {
    const std::string name = path.filename().string();
    if (name.front() == '.') continue;
    if (!fs::is_directory(path, ignored)) return {};
    names.insert(name);
  }
  return names;
}

bool holds_pictures(const fs::path& folder) {
  const std::vector<std::string> files = list_files(folder);
  return std::any_of(files.begin(), files.end(), is_picture_name);
}

[[noreturn]] void throw_no_training_images(const fs::path& named, const fs::path& folder) {
  std::string what = named.string() + ": no such file";
  try {
    find_idx_file(named);
  } catch (const Error& error) {
    what = error.what();
  }
  throw Error(ErrorKind::kMissing, what + ", nor pictures in " + folder.string());
}

// Where the folder itself is the training set, or both sets.
Places find_in_folder(const Config::Data& data, const fs::path& folder) {
  std::error_code ignored;
  if (fs::is_directory(folder, ignored)) {
    const std::set<std::string> names = only_folders(folder);
    for (const char* test : {"test", "val", "valid"})
      if (names == std::set<std::string>{"train", test})
        return {folder / "train", {}, folder / test, {}, false};
    if (!holds_pictures(folder)) throw_no_training_images(folder / data.train_images, folder);
  } else if (!fs::exists(folder, ignored)) {
    throw_no_training_images(folder / data.train_images, folder);
  }
  return {folder, {}, {}, {}, false};
}

void check_test_lies_outside(const Places& places) {
  const fs::path way =
      places.test.lexically_normal().lexically_relative(places.train.lexically_normal());
  std::error_code ignored;
  if (places.is_named || way.empty() || *way.begin() == ".." ||
      !fs::is_directory(places.test, ignored))
    return;
  throw UsageError("/data/test_images: must not lie among the training images, got " +
                   places.test.string() + "; name the training images' own folder too, with " +
                   "/data/train_images");
}

Places find_places(const Config::Data& data, const fs::path& folder) {
  std::error_code ignored;
  const fs::path base = fs::is_regular_file(folder, ignored) ? folder.parent_path() : folder;
  const bool is_given = data.train_images != Config::Data().train_images;
  Places places;
  if (!data.train_images.empty() && (is_given || is_there(folder / data.train_images)))
    places = {folder / data.train_images, find_labels(base, data.train_images), {}, {}, true};
  else
    places = find_in_folder(data, folder);
  const bool has_name = places.test.empty() && !data.test_images.empty();
  const bool has_own_name = has_name && data.test_images != Config::Data().test_images;
  if (has_name && (places.is_named || has_own_name)) {
    places.test = base / data.test_images;
    places.test_labels = find_labels(base, data.test_images);
    check_test_lies_outside(places);
  }
  if (!data.train_labels.empty()) places.train_labels = base / data.train_labels;
  if (!data.test_labels.empty()) places.test_labels = base / data.test_labels;
  return places;
}

// Names the classes of the test labels by the training labels' indices.
void match_classes(Labels& test, const Labels& train, const Places& places) {
  std::map<std::string, int64_t> indices;
  for (const std::string& name : train.names)
    indices.emplace(name, static_cast<int64_t>(indices.size()));
  torch::Tensor values = test.values.clone();
  auto* value = values.data_ptr<int64_t>();
  for (int64_t i = 0; i < values.numel(); ++i) {
    const std::string& name = test.names[static_cast<size_t>(value[i])];
    const auto found = indices.find(name);
    if (found == indices.end() || test.parts != train.parts)
      throw Error(ErrorKind::kMismatch,
                  (places.test_labels.empty() ? places.test : places.test_labels).string() +
                      ": labels must be among those of " +
                      (places.train_labels.empty() ? places.train : places.train_labels).string() +
                      ", got " + printable(name, 100) + "; the files must be of one data set");
    value[i] = found->second;
  }
  test = {values, train.names, train.parts, checksum_labels(values)};
}

ReadDataSet read_test_set(const Places& places, const DataSet& train, Config::Data options,
                          const ReadHooks& hooks) {
  if (options.channels == ChannelOption::kAuto)
    options.channels = train.shape().channels == 3 ? ChannelOption::kColour : ChannelOption::kGrey;
  ReadDataSet test = read_data_set(places.test, places.test_labels, options, hooks);
  if (test.data.shape() != train.shape())
    throw UsageError("/data/test_images: must be of the training images' size, " +
                     describe(train.shape()) + ", got " + describe(test.data.shape()) + " in " +
                     places.test.string());
  if (test.data.labels && train.labels) match_classes(*test.data.labels, *train.labels, places);
  return test;
}

// Sets images aside for tests.
void split_sets(DataSets& sets, int64_t wanted, int64_t seed) {
  DataSet& train = sets.train.data;
  if (train.count() < 2)
    throw Error(sets.train_path.string() + ": must hold at least 2 images, because some are set " +
                "aside for validation, got 1; add more");
  const int64_t count = wanted > 0 ? wanted : default_validation_count(train.count());
  if (count >= train.count())
    throw UsageError("/data/validation_count: must be less than the " +
                     std::to_string(train.count()) + " images of " + sets.train_path.string() +
                     ", got " + std::to_string(count));
  sets.test = ReadDataSet{split_off(train, count, seed), sets.train.kind, {}, {}};
  sets.is_split = true;
  sets.test_path = sets.train_path;
}

}  // namespace

std::string labels_name(std::string images_name) {
  for (const std::string mark : {"-", "."}) {
    const std::string images = "images" + mark + "idx3";
    const size_t place = images_name.find(images);
    if (place != std::string::npos)
      return images_name.replace(place, images.size(), "labels" + mark + "idx1");
  }
  return "";
}

DataSets read_data_sets(const Config::Data& data, int64_t seed, const fs::path& folder,
                        bool needs_test, const ReadHooks& hooks) {
  const Places places = find_places(data, folder);
  if (!is_there(places.train)) find_idx_file(places.train);  // says what is missing
  const bool has_test = !places.test.empty() && is_there(places.test);
  if (has_test && data.validation_count > 0)
    throw UsageError("/data/validation_count: must be 0 where there are test images, got " +
                     std::to_string(data.validation_count) + " with " + places.test.string() +
                     "; set it to 0");
  if (needs_test && !places.test.empty() && !has_test && data.validation_count == 0)
    find_idx_file(places.test);  // says what is missing
  DataSets sets{read_data_set(places.train, places.train_labels, data, hooks), std::nullopt, false,
                places.train, places.test};
  if (data.validation_count > 0 || places.test.empty())
    split_sets(sets, data.validation_count, seed);
  else if (needs_test)
    sets.test = read_test_set(places, sets.train.data, data, hooks);
  return sets;
}

DataSets read_sets_at(const Config::Data& data, const fs::path& path, const ReadHooks& hooks) {
  std::error_code ignored;
  Places places;
  if (fs::is_directory(path, ignored) && !has_idx_file(path)) {
    places = find_places(data, path);
  } else {
    const fs::path base = path.parent_path();
    places.train = path;
    places.train_labels = data.train_labels.empty() ? find_labels(base, path.filename().string())
                                                    : base / data.train_labels;
  }
  DataSets sets{read_data_set(places.train, places.train_labels, data, hooks), std::nullopt, false,
                places.train, places.test};
  if (!places.test.empty() && is_there(places.test))
    sets.test = read_test_set(places, sets.train.data, data, hooks);
  return sets;
}

}  // namespace gan
