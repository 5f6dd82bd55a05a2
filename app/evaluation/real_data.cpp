#include "app/evaluation/real_data.h"

#include "core/base/errors.h"
#include "core/data/idx.h"

namespace gan {
namespace {

namespace fs = std::filesystem;

Images read_images(const fs::path& path, const Session& session) {
  try {
    return read_idx_images(path, warn_of_choice(session));
  } catch (const Error& error) {
    throw error.with_remedy("name a folder of valid IDX files with --against");
  }
}

// "" if the images' name contains neither "images-idx3" nor "images.idx3".
std::string name_labels(std::string images_name) {
  for (const std::string mark : {"-", "."}) {
    const std::string images = "images" + mark + "idx3";
    const size_t place = images_name.find(images);
    if (place != std::string::npos)
      return images_name.replace(place, images.size(), "labels" + mark + "idx1");
  }
  return "";
}

Labels read_labels(const fs::path& path, const Images& images, const Session& session) {
  Labels labels = read_idx_labels(path, warn_of_choice(session));
  if (labels.count() != images.count())
    throw Error(ErrorKind::kMismatch, path.string() + ": must hold a label for each of the " +
                                          std::to_string(images.count()) + " images, got " +
                                          std::to_string(labels.count()) +
                                          "; the files must be of one data set");
  return labels;
}

void print_no_judge(const fs::path& folder, const std::string& why, const Session& session) {
  session.print_info(folder.string() + ": " + why + ", so there is no judge");
}

struct LabelledSets {
  Labels train;
  Labels test;
};

std::optional<LabelledSets> read_label_sets(const fs::path& folder, const Config::Data& names,
                                            const RealData& data, const Session& session) {
  const ImageShape shape = data.train.shape();
  if (std::min(shape.height, shape.width) < kMinJudgedSide) {
    print_no_judge(folder, "images of " + describe(shape) + " are too small for a judge", session);
    return std::nullopt;
  }
  const std::string train = name_labels(names.train_images);
  const std::string test = name_labels(names.test_images);
  for (const std::string& name : {train, test}) {
    if (!name.empty() && has_idx_file(folder / name)) continue;
    print_no_judge(folder, "no labels" + (name.empty() ? name : ", there is no " + name), session);
    return std::nullopt;
  }
  LabelledSets labels{read_labels(folder / train, data.train.images, session),
                      read_labels(folder / test, data.test.images, session)};
  if (labels.test.classes() > labels.train.classes())
    throw Error(ErrorKind::kMismatch, (folder / test).string() + ": labels must be below " +
                                          std::to_string(labels.train.classes()) + " as in " +
                                          train + ", got " +
                                          std::to_string(labels.test.classes() - 1) +
                                          "; the files must be of one data set");
  return labels;
}

}  // namespace

OnChoice warn_of_choice(const Session& session) {
  return [&session](const std::string& what) { session.print_warning(what); };
}

RealData read_real_data(const fs::path& folder, const Config::Data& names, const Session& session) {
  const Images train = read_images(folder / names.train_images, session);
  const Images test = read_images(folder / names.test_images, session);
  if (test.shape() != train.shape())
    throw Error(ErrorKind::kMismatch,
                (folder / names.test_images).string() + ": must be of the training images' size, " +
                    describe(train.shape()) + ", got " + describe(test.shape()) +
                    "; the files must be of one data set");
  return add_labels(train, test, folder, names, session);
}

RealData add_labels(const Images& train, const Images& test, const fs::path& folder,
                    const Config::Data& names, const Session& session) {
  RealData data{{train, std::nullopt}, {test, std::nullopt}};
  if (auto labels = read_label_sets(folder, names, data, session)) {
    data.train.labels = std::move(labels->train);
    data.test.labels = std::move(labels->test);
  }
  return data;
}

}  // namespace gan
