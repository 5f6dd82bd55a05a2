#include "app/samples/view.h"

#include <cmath>

#include "app/samples/source.h"
#include "core/base/errors.h"
#include "core/evaluate/nearest.h"
#include "core/models/latent_space.h"
#include "core/models/sampling.h"
#include "core/pictures/image_grid.h"

namespace gan {
namespace {

// Limits for views that need all images in memory at once.
constexpr int64_t kMaxGathered = 100'000;
constexpr int64_t kMaxGatheredValues = int64_t{1} << 27;

constexpr int64_t kMaxClassColumns = 64;

void check_options(const ViewOptions& options) {
  if (options.grid_2d > 0 && options.interpolate > 0)
    throw UsageError("--grid-2d: cannot be combined with --interpolate; choose one");
  if (options.grid_2d > 0 && options.count > 0)
    throw UsageError(
        "--count: cannot be combined with --grid-2d, which is made of samples 0, 1 and 2");
  if (options.is_sorted && (options.grid_2d > 0 || options.interpolate > 0))
    throw UsageError(
        "--sort: cannot be combined with --grid-2d or --interpolate, which have an order");
  if (options.grid_2d > 0 && options.classes.size() > 1)
    throw UsageError("--class: one class is possible with --grid-2d, got " +
                     std::to_string(options.classes.size()) + "; name one");
}

// From each row to the next, and from the last to the first, in `count` steps along a line.
// rows     float32 [N, K]
// returns  float32 [N * count, K]
torch::Tensor blend(const torch::Tensor& rows, int64_t count) {
  std::vector<torch::Tensor> steps;
  for (int64_t i = 0; i < count; ++i)
    steps.push_back(
        torch::lerp(rows, rows.roll(-1, 0), static_cast<double>(i) / static_cast<double>(count)));
  return torch::stack(steps, 1).flatten(0, 1);
}

int64_t choose_count(const ViewOptions& options, const Config::Samples& samples) {
  if (options.grid_2d > 0) return options.grid_2d * options.grid_2d;
  if (options.count > 0) return options.count;
  return options.interpolate > 0 ? samples.rows : samples.rows * samples.columns;
}

}  // namespace

SampleView::SampleView(const TrainState& state, const ViewOptions& options)
    : state_(state),
      options_(options),
      seed_(options.seed >= 0 ? options.seed : state.config.samples.seed),
      count_(choose_count(options, state.config.samples)) {
  check_options(options);
  choose_classes();
  if (options.interpolate > 0 || options.grid_2d > 0 || options.nearest || options.is_sorted)
    gather();
}

void SampleView::choose_classes() {
  if (state_.classes.size() == 0) return;
  std::vector<int64_t> cycle = options_.classes;
  const bool has_order = options_.interpolate > 0 || options_.grid_2d > 0 || options_.is_sorted;
  const std::vector<int64_t> shown = state_.classes.with_images();
  const auto columns_of_cells = static_cast<size_t>(columns() / cell_size());
  if (cycle.empty() && options_.class_a_column && !has_order)
    for (size_t i = 0; i < columns_of_cells; ++i) cycle.push_back(shown[i % shown.size()]);
  classes_ = {state_.classes, state_.config.generator.classes, cycle};
  if (has_order || cycle.size() < 2 || columns_of_cells % cycle.size() != 0) return;
  for (size_t i = 0; i < std::min(columns_of_cells, static_cast<size_t>(count_)); ++i)
    column_classes_.push_back(cycle[i % cycle.size()]);
}

// Whether --interpolate goes from class to class, with the latents held still.
bool SampleView::walks_through_classes() const {
  return options_.interpolate > 0 && options_.classes.size() > 1;
}

void SampleView::gather() {
  const int64_t ways = walks_through_classes() ? static_cast<int64_t>(options_.classes.size()) : 1;
  const int64_t gathered = count_ * ways * std::max<int64_t>(options_.interpolate, 1);
  const int64_t most = std::min(kMaxGathered, kMaxGatheredValues / count_sample_values(state_));
  if (gathered > most)
    throw UsageError("--count: at most " + std::to_string(most) +
                     " images are possible with these views, got " + std::to_string(gathered) +
                     "; ask for fewer");
  latents_ = make_latents();
  one_hot_ = make_one_hot();
  images_ = options_.interpolate > 0 || options_.grid_2d > 0
                ? generate(generator(), join_classes(latents_, one_hot_))
                : make_samples(generator(), state_.config.generator, classes_, seed_, 0, count_);
  if (options_.is_sorted) sort_by_confidence();
  if (options_.nearest) add_nearest();
}

Generator SampleView::generator() const {
  return options_.raw ? state_.generator : state_.sampled_generator();
}

torch::Tensor SampleView::make_latents() const {
  const Config::Generator& shape = state_.config.generator;
  if (options_.grid_2d > 0) {
    const torch::Tensor corners = make_sample_latents(shape, seed_, 0, 3);
    return span_latents(corners[0], corners[1], corners[2], options_.grid_2d);
  }
  torch::Tensor samples = make_sample_latents(shape, seed_, 0, count_);
  if (options_.interpolate == 0) return samples;
  if (walks_through_classes())
    return samples.repeat_interleave(
        options_.interpolate * static_cast<int64_t>(options_.classes.size()), 0);
  std::vector<torch::Tensor> ways;
  for (int64_t i = 0; i < count_; ++i)
    ways.push_back(
        interpolate_latents(samples[i], samples[(i + 1) % count_], options_.interpolate));
  return torch::cat(ways);
}

// For each of the latents. A class between two others is a blend of their one-hot vectors.
torch::Tensor SampleView::make_one_hot() const {
  const torch::Tensor samples = classes_.draw_one_hot(seed_, 0, std::max<int64_t>(count_, 1));
  if (!samples.defined()) return samples;
  if (options_.grid_2d > 0) return samples.narrow(0, 0, 1).expand({count_, -1});
  if (options_.interpolate == 0) return samples;
  if (!walks_through_classes()) return blend(samples, options_.interpolate);
  const torch::Tensor stations = to_one_hot(torch::tensor(options_.classes), state_.classes.size());
  return blend(stations, options_.interpolate).repeat({count_, 1});
}

void SampleView::sort_by_confidence() {
  const torch::NoGradGuard no_grad;
  Discriminator discriminator = state_.discriminator;
  discriminator->eval();
  const int64_t size = choose_sample_batch(state_);
  std::vector<torch::Tensor> logits;
  for (int64_t first = 0; first < images_.size(0); first += size) {
    const auto batch = [&](const torch::Tensor& rows) {
      return rows.defined() ? rows.slice(0, first, first + size).to(state_.device) : rows;
    };
    logits.push_back(discriminator->forward(batch(images_), batch(one_hot_)).flatten().cpu());
  }
  const torch::Tensor order =
      std::get<1>(torch::sort(torch::cat(logits), /*stable=*/true, /*dim=*/0, /*descending=*/true));
  images_ = images_.index_select(0, order);
  latents_ = latents_.index_select(0, order);
  if (one_hot_.defined()) one_hot_ = one_hot_.index_select(0, order);
}

// Puts the nearest training image after each image.
void SampleView::add_nearest() {
  const std::filesystem::path& path = options_.nearest_in;
  const Images real = options_.read_images(state_.config, path);
  const ImageShape shape = state_.image_shape;
  if (real.shape() != shape)
    throw Error(ErrorKind::kMismatch, path.string() +
                                          ": must be the images that the run was trained on, " +
                                          describe(shape) + ", got " + describe(real.shape()));
  if (!options_.is_other_data && state_.data_crc32 != 0 && real.crc32 != state_.data_crc32)
    throw Error(ErrorKind::kMismatch, path.string() +
                                          ": holds other images than the run was trained on; name "
                                          "the folder of its own, or of others, with --against");
  const torch::Tensor nearest =
      real.pixels.index_select(0, find_nearest(to_pixels(images_), real.pixels));
  const torch::Tensor real_images = nearest.to(torch::kFloat32) / 127.5 - 1;
  images_ = torch::stack({images_, real_images}, 1).flatten(0, 1);
}

int64_t SampleView::count() const { return is_gathered() ? images_.size(0) : count_; }

int64_t SampleView::cell_size() const { return options_.nearest ? 2 : 1; }

int64_t SampleView::columns() const {
  const Config::Samples& samples = state_.config.samples;
  if (options_.columns > 0) return options_.columns * cell_size();
  if (walks_through_classes())
    return options_.interpolate * static_cast<int64_t>(options_.classes.size()) * cell_size();
  if (options_.interpolate > 0) return options_.interpolate * cell_size();
  if (options_.grid_2d > 0) return options_.grid_2d * cell_size();
  const auto classes = static_cast<int64_t>(options_.classes.size());
  if (classes > 1 && classes <= kMaxClassColumns) return classes * cell_size();
  // Whatever the count, where the class of a sample depends on its column.
  const bool is_by_class = options_.class_a_column && state_.classes.size() > 0;
  if (is_by_class || count_ == samples.rows * samples.columns) return samples.columns * cell_size();
  const double cells = std::sqrt(static_cast<double>(count_));
  return static_cast<int64_t>(std::ceil(cells)) * cell_size();
}

void SampleView::for_each_batch(
    const std::function<void(int64_t first, const torch::Tensor& images)>& use) const {
  if (is_gathered())
    use(0, images_);
  else
    make_sample_batches(state_, options_.raw, classes_, seed_, count_, use);
}

torch::Tensor SampleView::sample_classes() const {
  return one_hot_.defined() ? one_hot_.argmax(1) : classes_.draw(seed_, 0, count_);
}

void SampleView::for_each_latents(
    const std::function<void(const torch::Tensor& latents)>& use) const {
  if (is_gathered()) return use(latents_);
  const int64_t batch = choose_sample_batch(state_);
  for (int64_t first = 0; first < count_; first += batch)
    use(make_sample_latents(state_.config.generator, seed_, first,
                            std::min(batch, count_ - first)));
}

}  // namespace gan
