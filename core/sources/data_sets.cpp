#include "core/sources/data_sets.h"

#include <map>

#include "core/base/errors.h"
#include "core/base/file.h"
#include "core/sources/idx_files.h"
#include "core/sources/places.h"
#include "core/sources/split.h"

namespace gan {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void throw_no_test_images(const fs::path& path) {
  try {
    find_idx_file(path);
  } catch (const Error& error) {
    throw error.with_remedy("name others with data.test_images, or say with " +
                            std::string("data.validation_count how many to set aside"));
  }
  throw Error(ErrorKind::kMissing, path.string() + ": no such file");  // it has come just now
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
                      ", got " + printable(name, 100) +
                      "; the files must be of one data set, or set data.labels to false");
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

Config::Data prefer_test_images(Config::Data data, const fs::path& folder) {
  if (data.validation_count > 0 && find_places(data, folder).has_test()) data.validation_count = 0;
  return data;
}

DataSets read_data_sets(const Config::Data& data, int64_t seed, const fs::path& folder,
                        bool needs_test, const ReadHooks& hooks) {
  const Places places = find_places(data, folder);
  if (!is_there(places.train)) find_idx_file(places.train);  // says what is missing
  const bool has_test = places.has_test();
  if (has_test && data.validation_count > 0)
    throw UsageError("/data/validation_count: must be 0 where there are test images, got " +
                     std::to_string(data.validation_count) + " with " + places.test.string() +
                     "; set it to 0");
  if (needs_test && !places.test.empty() && !has_test && data.validation_count == 0)
    throw_no_test_images(places.test);
  DataSets sets{read_data_set(places.train, places.train_labels, data, hooks), std::nullopt, false,
                places.train, places.test};
  if (data.validation_count > 0 || places.test.empty())
    split_sets(sets, data.validation_count, seed);
  else if (needs_test)
    sets.test = read_test_set(places, sets.train.data, data, hooks);
  return sets;
}

DataSets read_sets_at(const Config::Data& data, const fs::path& path, const ReadHooks& hooks) {
  const Places places = find_places_at(data, path);
  DataSets sets{read_data_set(places.train, places.train_labels, data, hooks), std::nullopt, false,
                places.train, places.test};
  if (places.has_test()) sets.test = read_test_set(places, sets.train.data, data, hooks);
  return sets;
}

}  // namespace gan
