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

// The number of modes that the samples cover: classes with at least a tenth of their real share.
int64_t count_modes(const std::vector<double>& sample_shares,
                    const std::vector<double>& real_shares);

}  // namespace gan
