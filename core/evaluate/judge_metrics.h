// Compares samples with real images through the judge: all metrics that need its features or
// classes.
#pragma once

#include <vector>

#include "core/evaluate/frechet.h"
#include "core/evaluate/judge.h"
#include "core/evaluate/neighbours.h"

namespace gan {

// What samples are compared with, computed once for any number of measurements.
struct JudgeReference {
  // data    labelled real images that the judge was not trained on
  // throws  Error if there are too few
  JudgeReference(Judge judge, const DataSet& data);

  Judge judge;
  double accuracy = 0;  // of the judge, on these images
  Gaussian gaussian;
  Manifold manifold;
  std::vector<double> class_shares;  // by label
};

struct JudgeMetrics {
  double frechet = 0;                // see frechet.h
  double kid = 0;                    // see kernel_distance.h
  double kid_deviation = 0;          // over its subsets
  Overlap overlap;                   // see neighbours.h
  double modes = 0;                  // see classes.h
  double class_kl = 0;               // KL(samples' classes || real classes), nats
  std::vector<double> class_shares;  // of the samples, as predicted by the judge
};

// pixels  uint8 [N, C, H, W] of the reference's size
// throws  Error if there are too few
JudgeMetrics measure(const JudgeReference& reference, const torch::Tensor& pixels);

}  // namespace gan
