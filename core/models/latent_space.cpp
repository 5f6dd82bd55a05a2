#include "core/models/latent_space.h"

#include <cmath>
#include <vector>

namespace gan {
namespace {

constexpr double kTiny = 1e-12;

torch::Tensor unit(const torch::Tensor& latent) { return latent / latent.norm().clamp_min(kTiny); }

}  // namespace

torch::Tensor interpolate_latents(const torch::Tensor& from, const torch::Tensor& to,
                                  int64_t count) {
  const torch::Tensor a = from.to(torch::kFloat64);
  const torch::Tensor b = to.to(torch::kFloat64);
  const double angle =
      std::acos(std::min(1.0, std::max(-1.0, unit(a).dot(unit(b)).item<double>())));
  const double length_a = a.norm().item<double>();
  const double length_b = b.norm().item<double>();
  // There is no unique arc between equal or opposite directions: use a straight line.
  const bool has_arc = std::sin(angle) > 1e-6;
  std::vector<torch::Tensor> latents;
  for (int64_t i = 0; i < count; ++i) {
    const double t = static_cast<double>(i) / static_cast<double>(count);
    if (i == 0) {
      latents.push_back(a);
    } else if (!has_arc) {
      latents.push_back((1 - t) * a + t * b);
    } else {
      const torch::Tensor direction =
          (std::sin((1 - t) * angle) * unit(a) + std::sin(t * angle) * unit(b)) / std::sin(angle);
      latents.push_back(direction * ((1 - t) * length_a + t * length_b));
    }
  }
  return torch::stack(latents).to(torch::kFloat32);
}

torch::Tensor span_latents(const torch::Tensor& corner, const torch::Tensor& right,
                           const torch::Tensor& below, int64_t side) {
  const torch::Tensor origin = corner.to(torch::kFloat64);
  const torch::Tensor u = right.to(torch::kFloat64) - origin;
  const torch::Tensor v = below.to(torch::kFloat64) - origin;
  const double length = origin.norm().item<double>();
  const double length_u = right.to(torch::kFloat64).norm().item<double>() - length;
  const double length_v = below.to(torch::kFloat64).norm().item<double>() - length;
  std::vector<torch::Tensor> latents;
  for (int64_t row = 0; row < side; ++row) {
    for (int64_t column = 0; column < side; ++column) {
      const double x = static_cast<double>(column) / static_cast<double>(side - 1);
      const double y = static_cast<double>(row) / static_cast<double>(side - 1);
      const torch::Tensor point = origin + x * u + y * v;
      latents.push_back(unit(point) * std::max(0.0, length + x * length_u + y * length_v));
    }
  }
  return torch::stack(latents).to(torch::kFloat32);
}

}  // namespace gan
