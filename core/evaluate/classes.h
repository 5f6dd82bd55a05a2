// Compares how samples and real images are distributed over the classes.
#pragma once

#include <torch/types.h>

#include <vector>

namespace gan {

// The share of each class.
// values   integers in [0, classes), at least one
// returns  `classes` numbers that add up to 1
std::vector<double> class_shares(const torch::Tensor& values, int64_t classes);

// The Kullback-Leibler divergence sum_c p_c ln(p_c / q_c), in nats; infinite if p has a class that
// q lacks.
double kl_divergence(const std::vector<double>& p, const std::vector<double>& q);

// The share of its real share that a class must have among the samples to count as a mode that they
// cover. Among a dozen classes, the judge's errors alone put some samples into each, so it takes a
// tenth. Among the 1000 combinations of stacked digits, 26 of 26,000 samples are expected in each,
// and the literature counts those with any (Metz et al. 2017, arXiv:1611.02163; Lin et al. 2018,
// arXiv:1712.04086).
constexpr double kLeastOfClass = 0.1;
constexpr double kLeastOfCombination = 0;

// The number of modes that the samples cover: real classes that some sample is of, and at least
// `least` times the real share of them.
int64_t count_modes(const std::vector<double>& sample_shares,
                    const std::vector<double>& real_shares, double least);

}  // namespace gan
