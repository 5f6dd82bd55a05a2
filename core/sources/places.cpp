#include "core/sources/places.h"

#include <algorithm>
#include <set>

#include "core/base/errors.h"
#include "core/base/file.h"
#include "core/sources/idx_files.h"
#include "core/sources/picture_list.h"

namespace gan {
namespace {

namespace fs = std::filesystem;

// The names that a config leaves as they are.
const Config::Data& default_names() {
  static const Config::Data names;
  return names;
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
        return {folder / "train", {}, folder / test, {}, folder};
    if (!holds_pictures(folder)) throw_no_training_images(folder / data.train_images, folder);
  } else if (!fs::exists(folder, ignored)) {
    throw_no_training_images(folder / data.train_images, folder);
  }
  return {folder, {}, {}, {}, folder};
}

void check_test_lies_outside(const Places& places) {
  const fs::path way =
      places.test.lexically_normal().lexically_relative(places.train.lexically_normal());
  std::error_code ignored;
  if (places.folder.empty() || way.empty() || *way.begin() == ".." ||
      !fs::is_directory(places.test, ignored))
    return;
  throw UsageError("/data/test_images: must not lie among the training images, got " +
                   places.test.string() + "; name the training images' own folder too, with " +
                   "/data/train_images");
}

// Labels that a config names must be there, and wanted.
void check_labels(const Config::Data& data, const Places& places) {
  const auto check = [&](const std::string& setting, const std::string& given,
                         const fs::path& path) {
    if (given.empty()) return;
    if (!data.labels)
      throw UsageError("/data/labels: must be true with " + setting + ", got " + given +
                       "; leave one of them out");
    if (!is_there(path))
      throw UsageError(setting + ": must be a file, got " + path.string() +
                       ", which is not there; name another, or leave it out");
  };
  check("/data/train_labels", data.train_labels, places.train_labels);
  check("/data/test_labels", data.test_labels, places.test_labels);
}

// What a config names must be there, whether it is needed or not.
void check_test_is_there(const Config::Data& data, const Places& places) {
  if (places.has_test()) return;
  if (!places.test.empty() && data.test_images != default_names().test_images)
    find_idx_file(places.test);  // says what is missing
  if (!data.test_labels.empty())
    throw UsageError("/data/test_labels: needs test images, got " + data.test_labels +
                     "; name them with /data/test_images, or leave it out");
}

// A file has no other files in it.
void check_names_nothing(const Config::Data& data, const fs::path& path) {
  const auto check = [&](const char* setting, const std::string& given, const std::string& usual) {
    if (given == usual) return;
    throw UsageError(std::string(setting) + ": needs a folder, got " + given + " with the file " +
                     path.string() + "; leave it out");
  };
  check("/data/train_images", data.train_images, default_names().train_images);
  check("/data/test_images", data.test_images, default_names().test_images);
  check("/data/test_labels", data.test_labels, "");
}

}  // namespace

bool is_there(const fs::path& path) {
  std::error_code ignored;
  return has_idx_file(path) || fs::exists(path, ignored);
}

bool Places::has_test() const { return !test.empty() && is_there(test); }

std::vector<fs::path> Places::list() const {
  std::vector<fs::path> all = {train, train_labels, test, test_labels, folder};
  all.erase(std::remove(all.begin(), all.end(), fs::path()), all.end());
  return all;
}

std::string labels_name(std::string images_name) {
  if (images_name.size() > 3 && images_name.compare(images_name.size() - 3, 3, ".gz") == 0)
    images_name.resize(images_name.size() - 3);
  for (const std::string mark : {"-", "."}) {
    const std::string images = "images" + mark + "idx3";
    const size_t place = images_name.find(images);
    if (place != std::string::npos)
      return images_name.replace(place, images.size(), "labels" + mark + "idx1");
  }
  return "";
}

Places find_places(const Config::Data& data, const fs::path& folder) {
  std::error_code ignored;
  const fs::path base = fs::is_regular_file(folder, ignored) ? folder.parent_path() : folder;
  const bool is_given = data.train_images != default_names().train_images;
  Places places;
  if (!data.train_images.empty() && (is_given || is_there(folder / data.train_images)))
    places = {folder / data.train_images, find_labels(base, data.train_images), {}, {}, {}};
  else
    places = find_in_folder(data, folder);
  if (data.test_images.empty()) {
    places.test.clear();
  } else if (places.folder.empty() || data.test_images != default_names().test_images) {
    places.test = base / data.test_images;
    places.test_labels = find_labels(base, data.test_images);
    check_test_lies_outside(places);
  }
  if (!data.train_labels.empty()) places.train_labels = base / data.train_labels;
  if (!data.test_labels.empty()) places.test_labels = base / data.test_labels;
  check_test_is_there(data, places);
  check_labels(data, places);
  return places;
}

Places find_places_at(const Config::Data& data, const fs::path& path) {
  std::error_code ignored;
  if (fs::is_directory(path, ignored) && !has_idx_file(path)) return find_places(data, path);
  check_names_nothing(data, path);
  const fs::path base = path.parent_path();
  Places places;
  places.train = path;
  places.train_labels = data.train_labels.empty() ? find_labels(base, path.filename().string())
                                                  : base / data.train_labels;
  check_labels(data, places);
  return places;
}

}  // namespace gan
