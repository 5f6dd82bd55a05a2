#include "core/evaluate/judge_metrics.h"

#include "core/evaluate/classes.h"
#include "core/evaluate/draws.h"
#include "core/evaluate/kernel_distance.h"

namespace gan {
namespace {

double share_of_equals(const torch::Tensor& a, const torch::Tensor& b) {
  return (a == b).to(torch::kFloat64).mean().item<double>();
}

}  // namespace

JudgeReference::JudgeReference(Judge trained_judge, const RealData& real)
    : judge(std::move(trained_judge)), classes(real.test.labels->values) {
  const torch::Tensor features = extract_features(judge, real.test.images.pixels);
  accuracy = share_of_equals(predict_classes(judge, features), classes);
  gaussian = fit_gaussian(features);
  manifold = make_manifold(features);
  const Labels& labels = *real.train.labels;
  const bool has_parts = labels.parts > 1;
  class_shares = gan::class_shares(has_parts ? labels.values : classes, labels.classes());
  least_of_mode = has_parts ? kLeastOfCombination : kLeastOfClass;
}

JudgeMetrics measure(const JudgeReference& reference, const Samples& samples) {
  const torch::Tensor features = extract_features(reference.judge, samples.pixels);
  const torch::Tensor classes = predict_classes(reference.judge, features);
  const KernelDistance kernel =
      kernel_distance(features, reference.manifold.features, evaluation_random(Draw::kSubsets));
  JudgeMetrics metrics;
  metrics.frechet = frechet_distance(fit_gaussian(features), reference.gaussian);
  metrics.kid = kernel.mean;
  metrics.kid_deviation = kernel.deviation;
  metrics.overlap = compare_manifolds(reference.manifold, make_manifold(features));
  metrics.class_shares = class_shares(classes, static_cast<int64_t>(reference.class_shares.size()));
  metrics.modes = static_cast<double>(
      count_modes(metrics.class_shares, reference.class_shares, reference.least_of_mode));
  metrics.class_kl = kl_divergence(metrics.class_shares, reference.class_shares);
  if (samples.classes.defined()) metrics.gan_test = share_of_equals(classes, samples.classes);
  return metrics;
}

double gan_train(const Samples& samples, const RealData& real, const OnStage& on_stage) {
  Labels labels = *real.train.labels;
  labels.values = samples.classes;
  const Judge judge = train_judge({{samples.pixels, 0}, labels}, on_stage);
  const torch::Tensor features = extract_features(judge, real.test.images.pixels);
  return share_of_equals(predict_classes(judge, features), real.test.labels->values);
}

}  // namespace gan
