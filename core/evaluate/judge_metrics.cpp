#include "core/evaluate/judge_metrics.h"

#include "core/evaluate/classes.h"
#include "core/evaluate/draws.h"
#include "core/evaluate/kernel_distance.h"

namespace gan {

JudgeReference::JudgeReference(Judge trained_judge, const DataSet& data)
    : judge(std::move(trained_judge)) {
  const torch::Tensor features = extract_features(judge, data.images.pixels);
  const torch::Tensor& values = data.labels->values;
  const torch::Tensor is_right = predict_classes(judge, features) == values;
  accuracy = is_right.to(torch::kFloat64).mean().item<double>();
  gaussian = fit_gaussian(features);
  manifold = make_manifold(features);
  class_shares = gan::class_shares(values, judge->classes());
}

JudgeMetrics measure(const JudgeReference& reference, const torch::Tensor& pixels) {
  const torch::Tensor features = extract_features(reference.judge, pixels);
  const torch::Tensor classes = predict_classes(reference.judge, features);
  const KernelDistance kernel =
      kernel_distance(features, reference.manifold.features, evaluation_random(Draw::kSubsets));
  JudgeMetrics metrics;
  metrics.frechet = frechet_distance(fit_gaussian(features), reference.gaussian);
  metrics.kid = kernel.mean;
  metrics.kid_deviation = kernel.deviation;
  metrics.overlap = compare_manifolds(reference.manifold, make_manifold(features));
  metrics.class_shares = class_shares(classes, reference.judge->classes());
  metrics.modes = static_cast<double>(count_modes(metrics.class_shares, reference.class_shares));
  metrics.class_kl = kl_divergence(metrics.class_shares, reference.class_shares);
  return metrics;
}

}  // namespace gan
