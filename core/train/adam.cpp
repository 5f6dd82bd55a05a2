#include "core/train/adam.h"

#include <ATen/Parallel.h>

#include <cmath>

namespace gan {
namespace {

// The step's scalars, folded as torch.optim.Adam folds them.
struct Scalars {
  float beta1, beta2, step_size, root_of_correction2, epsilon;
};

void update_on_cpu(torch::Tensor& parameter, torch::Tensor& exp_avg, torch::Tensor& exp_avg_sq,
                   const torch::Tensor& gradient, const Scalars& s) {
  constexpr int64_t kGrainSize = 16384;
  float* w = parameter.data_ptr<float>();
  float* m = exp_avg.data_ptr<float>();
  float* v = exp_avg_sq.data_ptr<float>();
  const float* g = gradient.data_ptr<float>();
  at::parallel_for(0, parameter.numel(), kGrainSize, [=](int64_t begin, int64_t end) {
#pragma omp simd
    for (int64_t i = begin; i < end; ++i) {
      m[i] = s.beta1 * m[i] + (1 - s.beta1) * g[i];
      v[i] = s.beta2 * v[i] + (1 - s.beta2) * g[i] * g[i];
      w[i] -= s.step_size * m[i] / (std::sqrt(v[i]) / s.root_of_correction2 + s.epsilon);
    }
  });
}

void update_on_device(torch::Tensor& parameter, torch::Tensor& exp_avg, torch::Tensor& exp_avg_sq,
                      const torch::Tensor& gradient, const Scalars& s) {
  exp_avg.mul_(s.beta1).add_(gradient, 1 - s.beta1);
  exp_avg_sq.mul_(s.beta2).addcmul_(gradient, gradient, 1 - s.beta2);
  const torch::Tensor denominator = exp_avg_sq.sqrt().div_(s.root_of_correction2).add_(s.epsilon);
  parameter.addcdiv_(exp_avg, denominator, -s.step_size);
}

}  // namespace

Adam::Adam(std::vector<torch::Tensor> parameters, AdamOptions options)
    : parameters_(std::move(parameters)), options_(options) {
  for (const torch::Tensor& parameter : parameters_) {
    state_.exp_avg.push_back(torch::zeros_like(parameter).detach());
    state_.exp_avg_sq.push_back(torch::zeros_like(parameter).detach());
  }
}

void Adam::step(const std::vector<torch::Tensor>& gradients) {
  const torch::NoGradGuard no_grad;
  const auto t = static_cast<double>(++state_.step);
  const double correction1 = 1 - std::pow(options_.beta1, t);
  const double correction2 = 1 - std::pow(options_.beta2, t);
  const Scalars scalars{static_cast<float>(options_.beta1), static_cast<float>(options_.beta2),
                        static_cast<float>(options_.learning_rate / correction1),
                        static_cast<float>(std::sqrt(correction2)),
                        static_cast<float>(options_.epsilon)};
  for (size_t i = 0; i < parameters_.size(); ++i) {
    const auto update = parameters_[i].is_cpu() ? update_on_cpu : update_on_device;
    update(parameters_[i], state_.exp_avg[i], state_.exp_avg_sq[i], gradients[i].contiguous(),
           scalars);
  }
}

}  // namespace gan
