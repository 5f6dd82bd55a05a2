#include "core/evaluate/frechet.h"

#include <algorithm>

#include "core/base/errors.h"

namespace gan {

Gaussian fit_gaussian(const torch::Tensor& features) {
  const int64_t count = features.size(0);
  if (count < 2)
    throw Error("Frechet distance: needs at least 2 images, got " + std::to_string(count) +
                "; ask for more");
  const torch::Tensor rows = features.to(torch::kFloat64);
  const torch::Tensor mean = rows.mean(0);
  const torch::Tensor centred = rows - mean;
  return {mean, torch::mm(centred.t(), centred) / (count - 1)};
}

double frechet_distance(const Gaussian& a, const Gaussian& b) {
  // Rounding may make an eigenvalue of a singular covariance slightly negative.
  const auto [values, vectors] = torch::linalg_eigh(a.covariance);
  const torch::Tensor root = (vectors * values.clamp_min(0).sqrt()).mm(vectors.t());
  const torch::Tensor product = root.mm(b.covariance).mm(root);
  const torch::Tensor trace_of_root =
      torch::linalg_eigvalsh((product + product.t()) / 2).clamp_min(0).sqrt().sum();
  const torch::Tensor distance = (a.mean - b.mean).square().sum() + a.covariance.trace() +
                                 b.covariance.trace() - 2 * trace_of_root;
  return std::max(0.0, distance.item<double>());
}

}  // namespace gan
