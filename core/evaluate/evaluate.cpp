#include "core/evaluate/evaluate.h"

#include "core/evaluate/judge_metrics.h"
#include "core/evaluate/pixel_metrics.h"
#include "core/evaluate/real_sets.h"

namespace gan {
namespace {

using Tensors = std::vector<torch::Tensor>;

// What `get` takes from the samples' metrics and from each of the real sets'.
template <class Metrics, class Floor, class Get>
Measure make_measure(const char* name, const Metrics& metrics, const std::vector<Floor>& floors,
                     const Get& get) {
  Measure measure{name, get(metrics), 0, {}};
  for (const Floor& floor : floors) measure.floor.push_back(get(floor));
  return measure;
}

// Calls measure_one(set) for each set, and says so.
template <class MeasureOne>
auto measure_real_sets(const Tensors& sets, const std::string& by, const OnStage& on_stage,
                       const MeasureOne& measure_one) {
  std::vector<decltype(measure_one(sets.front()))> results;
  for (const torch::Tensor& set : sets) {
    on_stage(by + ": real images, set " + std::to_string(results.size() + 1) + " of " +
             std::to_string(sets.size()));
    results.push_back(measure_one(set));
  }
  return results;
}

void add_judge_measures(const Judge& judge, const RealData& real, const torch::Tensor& samples,
                        const Tensors& real_sets, const OnStage& on_stage, Evaluation& evaluation) {
  on_stage("judge: test images");
  const JudgeReference reference(judge, real.test, real.labels->test);
  on_stage("judge: samples");
  const JudgeMetrics metrics = measure(reference, samples);
  const auto floors =
      measure_real_sets(real_sets, "judge", on_stage,
                        [&](const torch::Tensor& set) { return measure(reference, set); });

  const auto add = [&](const char* name, double (*get)(const JudgeMetrics&)) {
    evaluation.measures.push_back(make_measure(name, metrics, floors, get));
  };
  add("frechet", [](const JudgeMetrics& m) { return m.frechet; });
  add("kid", [](const JudgeMetrics& m) { return m.kid; });
  evaluation.measures.back().error = metrics.kid_deviation;
  add("precision", [](const JudgeMetrics& m) { return m.overlap.precision; });
  add("recall", [](const JudgeMetrics& m) { return m.overlap.recall; });
  add("density", [](const JudgeMetrics& m) { return m.overlap.density; });
  add("coverage", [](const JudgeMetrics& m) { return m.overlap.coverage; });
  add("modes", [](const JudgeMetrics& m) { return m.modes; });
  add("class_kl", [](const JudgeMetrics& m) { return m.class_kl; });
  evaluation.classes = {reference.accuracy, metrics.class_shares, reference.class_shares};
}

void add_pixel_measures(const RealData& real, const torch::Tensor& samples,
                        const Tensors& real_sets, const OnStage& on_stage, Evaluation& evaluation) {
  on_stage("pixels: training and test images");
  const PixelReference reference(real.train.pixels, real.test.pixels);
  on_stage("pixels: samples");
  const PixelMetrics metrics = measure(reference, samples);
  const auto floors =
      measure_real_sets(real_sets, "pixels", on_stage,
                        [&](const torch::Tensor& set) { return measure_floor(reference, set); });
  const std::vector<NearestImages> test_images = {
      compare_distances(reference.test_distances, reference.test_distances)};

  const auto add = [&](const char* name, const auto& of_samples, const auto& of_real,
                       const auto& get) {
    evaluation.measures.push_back(make_measure(name, of_samples, of_real, get));
  };
  add("ndb", metrics, floors, [](const auto& m) { return m.bins.ndb; });
  add("bin_js", metrics, floors, [](const auto& m) { return m.bins.jensen_shannon; });
  add("nearest", metrics.nearest, test_images, [](const auto& m) { return m.mean; });
  add("nearest_median", metrics.nearest, test_images, [](const auto& m) { return m.median; });
  add("nearest_ratio", metrics.nearest, test_images, [](const auto& m) { return m.ratio; });
  add("copies", metrics.nearest, test_images, [](const auto& m) { return m.copies; });
  add("parzen", metrics, floors, [](const auto& m) { return m.parzen.mean; });
  evaluation.measures.back().error = metrics.parzen.standard_error;
  evaluation.parzen_sigma = metrics.parzen.sigma;
}

}  // namespace

Evaluation evaluate(const std::optional<Judge>& judge, const RealData& real,
                    const torch::Tensor& samples, const OnStage& on_stage) {
  const torch::NoGradGuard no_grad;
  const Tensors real_sets = draw_real_sets(real.train.pixels, samples.size(0));
  Evaluation evaluation;
  if (judge) add_judge_measures(*judge, real, samples, real_sets, on_stage, evaluation);
  add_pixel_measures(real, samples, real_sets, on_stage, evaluation);
  return evaluation;
}

}  // namespace gan
