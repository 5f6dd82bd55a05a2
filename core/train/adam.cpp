#include "core/train/adam.h"

#include <ATen/Parallel.h>

#include <cmath>

namespace gan {
namespace {

void update_on_cpu(torch::Tensor& parameter, torch::Tensor& exp_avg, torch::Tensor& exp_avg_sq,
                   const torch::Tensor& gradient, const AdamScalars& scalars) {
  constexpr int64_t kGrainSize = 16384;
  static const Kernels& kernels = *list_kernels(Precision::kFloat32).front();
  float* const w = parameter.data_ptr<float>();
  float* const m = exp_avg.data_ptr<float>();
  float* const v = exp_avg_sq.data_ptr<float>();
  const float* const g = gradient.data_ptr<float>();
  at::parallel_for(0, parameter.numel(), kGrainSize, [&](int64_t begin, int64_t end) {
    const AdamTarget target{w + begin, m + begin, v + begin, 0, nullptr, 0};
    kernels.adam(g + begin, 0, target, 1, end - begin, scalars);
  });
}

void update_on_device(torch::Tensor& parameter, torch::Tensor& exp_avg, torch::Tensor& exp_avg_sq,
                      const torch::Tensor& gradient, const AdamScalars& s) {
  exp_avg.mul_(s.beta1).add_(gradient, 1 - s.beta1);
  exp_avg_sq.mul_(s.beta2).addcmul_(gradient, gradient, 1 - s.beta2);
  const torch::Tensor denominator =
      exp_avg_sq.sqrt().mul_(s.inverse_root_of_correction2).add_(s.epsilon);
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

AdamScalars Adam::advance() {
  const auto t = static_cast<double>(++state_.step);
  const double correction1 = 1 - std::pow(options_.beta1, t);
  const double correction2 = 1 - std::pow(options_.beta2, t);
  return {static_cast<float>(options_.beta1), static_cast<float>(options_.beta2),
          static_cast<float>(options_.learning_rate / correction1),
          static_cast<float>(1 / std::sqrt(correction2)), static_cast<float>(options_.epsilon)};
}

void Adam::step(const std::vector<torch::Tensor>& gradients) {
  const torch::NoGradGuard no_grad;
  const AdamScalars scalars = advance();
  for (size_t i = 0; i < parameters_.size(); ++i) {
    const auto update = parameters_[i].is_cpu() ? update_on_cpu : update_on_device;
    update(parameters_[i], state_.exp_avg[i], state_.exp_avg_sq[i], gradients[i].contiguous(),
           scalars);
  }
}

}  // namespace gan
