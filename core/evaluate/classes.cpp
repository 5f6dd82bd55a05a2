#include "core/evaluate/classes.h"

#include <cmath>

namespace gan {

std::vector<double> class_shares(const torch::Tensor& values, int64_t classes) {
  const torch::Tensor counts = torch::bincount(values, {}, classes).to(torch::kFloat64);
  const torch::Tensor shares = counts / values.size(0);
  const double* const begin = shares.data_ptr<double>();
  return {begin, begin + classes};
}

double kl_divergence(const std::vector<double>& p, const std::vector<double>& q) {
  double sum = 0;
  for (size_t i = 0; i < p.size(); ++i)
    if (p[i] > 0) sum += p[i] * std::log(p[i] / q[i]);
  return sum;
}

int64_t count_modes(const std::vector<double>& sample_shares,
                    const std::vector<double>& real_shares, double least) {
  int64_t modes = 0;
  for (size_t i = 0; i < real_shares.size(); ++i)
    if (real_shares[i] > 0 && sample_shares[i] > 0 && sample_shares[i] >= least * real_shares[i])
      ++modes;
  return modes;
}

}  // namespace gan
