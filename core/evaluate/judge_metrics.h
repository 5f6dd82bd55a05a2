// Compares samples with real images through the judge: all metrics that need its features or
// classes.
#pragma once

#include <optional>
#include <vector>

#include "core/evaluate/frechet.h"
#include "core/evaluate/judge.h"
#include "core/evaluate/neighbours.h"
#include "core/evaluate/real_sets.h"

namespace gan {

// What samples are compared with, computed once for any number of measurements.
struct JudgeReference {
  // judge   trained on the training images
  // real    with labels
  // throws  Error if there are too few test images
  JudgeReference(Judge judge, const RealData& real);

  Judge judge;
  double accuracy = 0;    // of the judge, on the test images
  Gaussian gaussian;      // of the test images
  Manifold manifold;      // likewise
  torch::Tensor classes;  // int64 [N], of the test images, by label

  // By label: of the test images, or where labels have parts, of the training images; the test
  // images may lack some of so many combinations.
  std::vector<double> class_shares;
  double least_of_mode;  // see classes.h
};

struct JudgeMetrics {
  double frechet = 0;                // see frechet.h
  double kid = 0;                    // see kernel_distance.h
  double kid_deviation = 0;          // over its subsets
  Overlap overlap;                   // see neighbours.h
  double modes = 0;                  // see classes.h
  double class_kl = 0;               // KL(samples' classes || real classes), nats
  std::vector<double> class_shares;  // of the samples, as predicted by the judge

  // GAN-test, Shmelkov et al. 2018 (arXiv:1807.09499): the share of samples that the judge sees as
  // the class that was asked for. nullopt if none was.
  std::optional<double> gan_test;
};

// samples  of the reference's size
// throws   Error if there are too few
JudgeMetrics measure(const JudgeReference& reference, const Samples& samples);

// GAN-train, of the same paper: the accuracy on the real test images of a judge that is trained, as
// the judge is, on samples as the classes that they were asked to be of. The samples must be right
// and of all kinds that there are for it to be high.
// samples  with classes; to be comparable, as many as there are real training images
// real     with labels
double gan_train(const Samples& samples, const RealData& real, const OnStage& on_stage);

// The largest number of samples that GAN-train is worth: as many as MNIST has training images.
constexpr int64_t kMaxGanTrain = 60'000;

}  // namespace gan
