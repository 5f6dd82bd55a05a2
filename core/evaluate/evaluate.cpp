#include "core/evaluate/evaluate.h"

#include "core/evaluate/real_sets.h"
#include "core/evaluate/scores.h"

namespace gan {
namespace {

// Scores of the samples, of each set of real images, and of the test images.
struct AllScores {
  Scores samples;
  std::vector<Scores> real_sets;
  Scores test;
};

// Calls on_stage(), then measure_one(set, scores), for each set.
template <class MeasureOne>
void measure_real_sets(const std::vector<torch::Tensor>& sets, const std::string& by,
                       const OnStage& on_stage, AllScores& all, const MeasureOne& measure_one) {
  for (size_t i = 0; i < sets.size(); ++i) {
    on_stage(by + ": real images, set " + std::to_string(i + 1) + " of " +
             std::to_string(sets.size()));
    measure_one(sets[i], all.real_sets[i]);
  }
}

// returns  the reference that the samples were compared with
JudgeReference add_judge_scores(const Judge& judge, const RealData& real, const Samples& samples,
                                const std::vector<torch::Tensor>& real_sets,
                                const OnStage& on_stage, AllScores& all) {
  on_stage("judge: test images");
  JudgeReference reference(judge, real);
  on_stage("judge: samples");
  all.samples.judge = measure(reference, samples);
  measure_real_sets(
      real_sets, "judge", on_stage, all,
      [&](const torch::Tensor& set, Scores& scores) { scores.judge = measure(reference, {set}); });
  all.test.judge.emplace().gan_test = reference.accuracy;
  return reference;
}

void add_pixel_scores(const RealData& real, const torch::Tensor& samples,
                      const std::vector<torch::Tensor>& real_sets, const OnStage& on_stage,
                      AllScores& all) {
  on_stage("pixels: training and test images");
  const PixelReference reference(real.train.images.pixels, real.test.images.pixels);
  on_stage("pixels: samples");
  const PixelMetrics metrics = measure(reference, samples);
  all.samples.bins = metrics.bins;
  all.samples.nearest = metrics.nearest;
  all.samples.parzen = metrics.parzen;
  measure_real_sets(real_sets, "pixels", on_stage, all,
                    [&](const torch::Tensor& set, Scores& scores) {
                      const RealPixelMetrics real_metrics = measure_real(reference, set);
                      scores.bins = real_metrics.bins;
                      scores.parzen = real_metrics.parzen;
                    });
  all.test.nearest = compare_distances(reference.test_distances, reference.test_distances);
}

// What a judge gains from the samples, beside what it gains from real images.
void add_gan_train(const std::optional<Samples>& lessons, const RealData& real, double accuracy,
                   const OnStage& on_stage, AllScores& all) {
  if (!lessons) return;
  all.samples.gan_train =
      gan_train(*lessons, real, [&](const std::string& stage) { on_stage("GAN-train, " + stage); });
  all.test.gan_train = accuracy;
}

Measure make_measure(const MetricInfo& info, const AllScores& all) {
  Measure measure{info.metric, info.value_of(all.samples), 0, {}};
  if (info.error_of) measure.error = info.error_of(all.samples);
  if (info.real_values == RealValues::kTestImages)
    measure.real.push_back(info.value_of(all.test));
  else
    for (const Scores& scores : all.real_sets) measure.real.push_back(info.value_of(scores));
  return measure;
}

}  // namespace

Evaluation evaluate(const std::optional<Judge>& judge, const RealData& real, const Samples& samples,
                    const std::optional<Samples>& lessons, const OnStage& on_stage) {
  const torch::NoGradGuard no_grad;
  const std::vector<torch::Tensor> real_sets =
      draw_real_sets(real.train.images.pixels, samples.count());
  AllScores all;
  all.real_sets.resize(real_sets.size());
  Evaluation evaluation;
  if (judge) {
    const JudgeReference reference =
        add_judge_scores(*judge, real, samples, real_sets, on_stage, all);
    evaluation.classes = {reference.accuracy, all.samples.judge->class_shares,
                          reference.class_shares};
    if (samples.classes.defined() && real.train.labels->parts == 1) {
      on_stage("judge: class by class");
      evaluation.by_class = measure_by_class(reference, real.train, samples);
    }
    add_gan_train(lessons, real, reference.accuracy, on_stage, all);
  }
  add_pixel_scores(real, samples.pixels, real_sets, on_stage, all);
  for (const MetricInfo& info : list_metrics())
    if (has_value(info, all.samples)) evaluation.measures.push_back(make_measure(info, all));
  evaluation.parzen_sigma = all.samples.parzen.sigma;
  return evaluation;
}

}  // namespace gan
