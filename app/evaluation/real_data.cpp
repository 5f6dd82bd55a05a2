#include "app/evaluation/real_data.h"

#include <algorithm>

#include "core/base/errors.h"
#include "core/sources/places.h"

namespace gan {
namespace {

// Why the sets cannot train a judge; "" if they can.
std::string why_no_judge(const DataSets& sets) {
  const ImageShape shape = sets.train.data.shape();
  if (std::min(shape.height, shape.width) < kMinJudgedSide)
    return "images of " + describe(shape) + " are too small for a judge";
  const bool is_of_test = sets.train.data.labels.has_value();
  if (is_of_test && sets.test->data.labels) return "";
  const std::filesystem::path& images = is_of_test ? sets.test_path : sets.train_path;
  const std::string name = labels_name(images.filename().string());
  return "no labels of " + images.string() + (name.empty() ? "" : ", there is no " + name);
}

}  // namespace

RealData read_real_data(const Config& config, const std::filesystem::path& folder,
                        const Session& session) {
  try {
    Config adapted = config;
    adapted.data = prefer_test_images(config.data, folder);
    return to_real_data(read_sets(adapted, folder, /*needs_test=*/true, session), session);
  } catch (const UsageError& error) {  // the folder is to blame, not a setting
    throw Error(ErrorKind::kMismatch,
                folder.string() + ": " + error.what() + "; the files must be of one data set");
  } catch (const Error& error) {
    throw error.with_remedy("name a folder of valid images with --against");
  }
}

RealData to_real_data(const DataSets& sets, const Session& session) {
  RealData data{sets.train.data, sets.test->data};
  if (const std::string why = why_no_judge(sets); !why.empty()) {
    session.print_info(why + ", so there is no judge");
    data.train.labels.reset();
    data.test.labels.reset();
  }
  return data;
}

}  // namespace gan
