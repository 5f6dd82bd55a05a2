// Whether the samples are spread over the classes as real images are.
#pragma once

#include <torch/types.h>

#include <vector>

namespace gan {

// The share of each class.
// values   integers in [0, classes), at least one
// returns  `classes` numbers that add up to 1
std::vector<double> class_shares(const torch::Tensor& values, int64_t classes);

// The Kullback-Leibler divergence sum_c p_c ln(p_c / q_c), in nats; infinite where p has a class
// that q has not.
double kl_divergence(const std::vector<double>& p, const std::vector<double>& q);

// The modes that the samples have: classes with at least a tenth of their real share.
int64_t count_modes(const std::vector<double>& sample_shares,
                    const std::vector<double>& real_shares);

}  // namespace gan
