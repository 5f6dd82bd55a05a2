#include "core/evaluate/by_class.h"

#include <algorithm>

#include "core/evaluate/classes.h"
#include "core/evaluate/metrics.h"

namespace gan {
namespace {

torch::Tensor find_rows(const torch::Tensor& classes, int64_t wanted) {
  return (classes == wanted).nonzero().flatten();
}

// What samples of one class are compared with.
struct ClassReference {
  Gaussian gaussian;
  Manifold manifold;
};

double recall_of(const Manifold& real, const torch::Tensor& features) {
  return compare_manifolds(real, make_manifold(features)).recall;
}

// Training images of a class, in sets of `count`.
std::vector<torch::Tensor> draw_class_sets(const DataSet& training, const torch::Tensor& order,
                                           int64_t wanted, int64_t count) {
  const torch::Tensor ordered = training.labels->values.index_select(0, order);
  const torch::Tensor rows = order.index_select(0, find_rows(ordered, wanted));
  std::vector<torch::Tensor> sets;
  for (int64_t i = 0; i < std::min(kMaxRealSets, rows.size(0) / count); ++i)
    sets.push_back(training.images.pixels.index_select(0, rows.narrow(0, i * count, count)));
  return sets;
}

void add_figures(const JudgeReference& reference, const std::vector<torch::Tensor>& real_sets,
                 int64_t wanted, const torch::Tensor& features, ClassScores& scores) {
  const torch::Tensor of_test =
      reference.manifold.features.index_select(0, find_rows(reference.classes, wanted));
  const ClassReference real{fit_gaussian(of_test), make_manifold(of_test)};
  scores.frechet = {frechet_distance(fit_gaussian(features), real.gaussian), {}};
  scores.recall = {recall_of(real.manifold, features), {}};
  for (const torch::Tensor& pixels : real_sets) {
    const torch::Tensor of_set = extract_features(reference.judge, pixels);
    scores.frechet->real.push_back(frechet_distance(fit_gaussian(of_set), real.gaussian));
    scores.recall->real.push_back(recall_of(real.manifold, of_set));
  }
}

}  // namespace

std::vector<ClassScores> measure_by_class(const JudgeReference& reference, const DataSet& training,
                                          const Samples& samples) {
  const int64_t classes = training.labels->classes();
  const torch::Tensor features = extract_features(reference.judge, samples.pixels);
  const torch::Tensor seen = predict_classes(reference.judge, features);
  const torch::Tensor is_right = seen == samples.classes;
  const torch::Tensor asked_counts = torch::bincount(samples.classes, {}, classes);
  const torch::Tensor test_counts = torch::bincount(reference.classes, {}, classes);
  const torch::Tensor order = order_real_images(training.count());
  const std::vector<double> shares_asked = class_shares(samples.classes, classes);
  const std::vector<double> shares_seen = class_shares(seen, classes);
  std::vector<ClassScores> all(static_cast<size_t>(classes));
  for (int64_t wanted = 0; wanted < classes; ++wanted) {
    const auto at = static_cast<size_t>(wanted);
    ClassScores& scores = all[at];
    scores.samples = asked_counts[wanted].item<int64_t>();
    scores.test_images = test_counts[wanted].item<int64_t>();
    scores.share_asked = shares_asked[at];
    scores.share_seen = shares_seen[at];
    if (scores.samples == 0) continue;
    const torch::Tensor rows = find_rows(samples.classes, wanted);
    scores.gan_test = is_right.index_select(0, rows).to(torch::kFloat64).mean().item<double>();
    if (std::min(scores.samples, scores.test_images) < kMinOfClass) continue;
    add_figures(reference, draw_class_sets(training, order, wanted, scores.samples), wanted,
                features.index_select(0, rows), scores);
  }
  return all;
}

std::optional<size_t> find_worst(const std::vector<ClassScores>& classes, Metric metric) {
  std::optional<size_t> worst;
  for (size_t i = 0; i < classes.size(); ++i) {
    const auto& figure = classes[i].figure(metric);
    if (figure &&
        (!worst || is_better(metric, classes[*worst].figure(metric)->value, figure->value)))
      worst = i;
  }
  return worst;
}

}  // namespace gan
