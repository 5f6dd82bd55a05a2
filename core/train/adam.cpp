#include "core/train/adam.h"

#include <ATen/Parallel.h>

#include <cmath>

#include "core/train/schedule.h"

namespace gan {
namespace {

void update_on_cpu(const AdamTarget& target, const torch::Tensor& gradient,
                   const AdamScalars& scalars) {
  constexpr int64_t kGrainSize = 16384;
  static const Kernels& kernels = *list_kernels(Precision::kFloat32).front();
  const float* const g = gradient.data_ptr<float>();
  at::parallel_for(0, gradient.numel(), kGrainSize, [&](int64_t begin, int64_t end) {
    kernels.adam(g + begin, 0, target.at(0, begin), 1, end - begin, scalars);
  });
}

void update_on_device(torch::Tensor& parameter, torch::Tensor& exp_avg, torch::Tensor& exp_avg_sq,
                      const torch::Tensor& gradient, const AdamScalars& s) {
  exp_avg.mul_(s.beta1).add_(gradient, s.rate1);
  exp_avg_sq.mul_(s.beta2).addcmul_(gradient, gradient, s.rate2);
  const torch::Tensor denominator =
      exp_avg_sq.sqrt().mul_(s.inverse_root_of_correction2).add_(s.epsilon);
  parameter.addcdiv_(exp_avg, denominator, -s.step_size);
}

}  // namespace

AdamOptions generator_adam_options(const Config& config, double progress) {
  const Config::Optimizer& o = config.optimizer;
  return {learning_rate_factor(o, progress) * o.generator_learning_rate, o.generator_beta1,
          o.generator_beta2, o.generator_epsilon, config.ema};
}

AdamOptions discriminator_adam_options(const Config& config, double progress) {
  const Config::Optimizer& o = config.optimizer;
  return {learning_rate_factor(o, progress) * o.discriminator_learning_rate, o.discriminator_beta1,
          o.discriminator_beta2, o.discriminator_epsilon};
}

Adam::Adam(std::vector<torch::Tensor> parameters) : parameters_(std::move(parameters)) {
  for (const torch::Tensor& parameter : parameters_) {
    state_.exp_avg.push_back(torch::zeros_like(parameter).detach());
    state_.exp_avg_sq.push_back(torch::zeros_like(parameter).detach());
  }
}

AdamTarget Adam::target(size_t i, int64_t stride) const {
  return {parameters_[i].data_ptr<float>(),
          state_.exp_avg[i].data_ptr<float>(),
          state_.exp_avg_sq[i].data_ptr<float>(),
          averages_.empty() ? nullptr : averages_[i].data_ptr<float>(),
          stride,
          nullptr,
          0};
}

AdamScalars Adam::advance(const AdamOptions& options) {
  const auto t = static_cast<double>(++state_.step);
  const double correction1 = 1 - std::pow(options.beta1, t);
  const double correction2 = 1 - std::pow(options.beta2, t);
  return {static_cast<float>(options.beta1),
          static_cast<float>(options.beta2),
          static_cast<float>(1 - options.beta1),
          static_cast<float>(1 - options.beta2),
          static_cast<float>(options.learning_rate / correction1),
          static_cast<float>(1 / std::sqrt(correction2)),
          static_cast<float>(options.epsilon),
          averages_.empty() ? 0 : static_cast<float>(average_rate(options.average, state_.step))};
}

void Adam::step(const std::vector<torch::Tensor>& gradients, const AdamOptions& options) {
  const torch::NoGradGuard no_grad;
  const AdamScalars scalars = advance(options);
  for (size_t i = 0; i < parameters_.size(); ++i) {
    const torch::Tensor gradient = gradients[i].contiguous();
    if (gradient.is_cpu()) {
      update_on_cpu(target(i, 0), gradient, scalars);
      continue;
    }
    update_on_device(parameters_[i], state_.exp_avg[i], state_.exp_avg_sq[i], gradient, scalars);
    if (!averages_.empty()) averages_[i].lerp_(parameters_[i], scalars.average_rate);
  }
}

}  // namespace gan
