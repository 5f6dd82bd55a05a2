#include "app/evaluation/data_grid.h"

#include <algorithm>

#include "core/base/divide_up.h"
#include "core/base/errors.h"
#include "core/pictures/image_grid.h"
#include "core/pictures/png.h"

namespace gan {
namespace {

constexpr int64_t kShown = 64;  // images in a grid
constexpr int64_t kShownColumns = 8;
constexpr int64_t kMaxShownColumns = 16;  // with a class a column
constexpr int64_t kShownPadding = 2;

// A grid's images, by index.
struct Choice {
  torch::Tensor images;  // int64
  int64_t columns;
  std::vector<std::string> classes{};  // of the columns, if each is of one
};

// From all over the set, because neighbours are often alike.
Choice choose_images(int64_t images) {
  const int64_t count = std::min(kShown, images);
  torch::Tensor chosen = torch::empty({count}, torch::kInt64);
  for (int64_t i = 0; i < count; ++i) chosen[i] = i * (images / count);
  return {chosen, kShownColumns};
}

// A class a column or, of many classes, images of classes from all over their list.
Choice choose_images_by_class(const Labels& labels) {
  const std::vector<int64_t> counts = count_by_class(labels);
  std::vector<int64_t> classes;
  for (size_t i = 0; i < counts.size(); ++i)
    if (counts[i] > 0) classes.push_back(static_cast<int64_t>(i));
  const auto size = static_cast<int64_t>(classes.size());
  const int64_t columns = size <= kMaxShownColumns ? size : kShownColumns;
  const int64_t images = divide_up(kShown, columns) * columns;
  torch::Tensor wanted = torch::empty({images}, torch::kInt64);
  for (int64_t i = 0; i < images; ++i)
    wanted[i] = classes[static_cast<size_t>(size > images ? i * size / images : i % size)];
  Choice choice{find_examples(labels, wanted), columns};
  if (size == columns)
    for (const int64_t one : classes)
      choice.classes.push_back(labels.names[static_cast<size_t>(one)]);
  return choice;
}

}  // namespace

std::vector<std::string> write_data_grid(const std::filesystem::path& path, const DataSet& data) {
  const bool has_classes = data.labels && data.labels->classes() > 1;
  const Choice choice =
      has_classes ? choose_images_by_class(*data.labels) : choose_images(data.count());
  const ImageShape shape = data.shape();
  try {
    compute_grid_size(choice.images.size(0), shape.height, shape.width, choice.columns,
                      kShownPadding, 1);
  } catch (const Error&) {
    throw UsageError("--output: a grid of " + std::to_string(choice.images.size(0)) +
                     " images is too large, got images of " + describe(shape) +
                     "; make them smaller with --data.size");
  }
  write_png(path, make_grid(data.images.pixels.index_select(0, choice.images), choice.columns,
                            kShownPadding, 1));
  return choice.classes;
}

}  // namespace gan
