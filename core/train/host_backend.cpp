#include "core/train/host_backend.h"

#include "core/losses/objective.h"
#include "core/train/schedule.h"

namespace gan {
namespace {

// A copy of logits on the CPU, and a buffer for their gradients.
class LogitsOnCpu {
 public:
  explicit LogitsOnCpu(const torch::Tensor& logits)
      : values_(logits.detach().to(torch::kCPU).contiguous()),
        gradients_(torch::zeros_like(values_)) {}

  Logits rows(int64_t begin, int64_t count) const {
    return {values_.data_ptr<float>() + begin, gradients_.data_ptr<float>() + begin, count};
  }
  const torch::Tensor& gradients() const { return gradients_; }

 private:
  torch::Tensor values_;
  torch::Tensor gradients_;
};

}  // namespace

std::unique_ptr<Noise> HostBackend::make_noise(int64_t half, double progress) {
  return std::make_unique<HostNoise>(
      Random(static_cast<uint64_t>(state_.draw_seed()), Stream::kDiscriminatorNoise,
             noise_index(state_.position.step, half)),
      instance_noise(state_.config.discriminator, progress));
}

torch::Tensor HostBackend::discriminator_loss(const torch::Tensor& logits,
                                              const StepInputs& inputs) {
  const int64_t count = inputs.real.count();
  const LogitsOnCpu on_cpu(logits);
  const Logits real = on_cpu.rows(0, count);
  const Logits fake = on_cpu.rows(count, count);
  const DiscriminatorLoss loss = gan::discriminator_loss(state_.config.loss.objective, real, fake,
                                                         inputs.real_labels.data_ptr<float>(),
                                                         inputs.fake_labels.data_ptr<float>());
  result_ = {};  // a step that threw has left its own
  result_.real_loss = loss.real;
  result_.fake_loss = loss.fake;
  result_.real_probability = mean_probability(real);
  result_.fake_probability = mean_probability(fake);
  check_finite(result_, state_.position.step);
  return on_cpu.gradients().to(logits.device());
}

torch::Tensor HostBackend::generator_loss(const torch::Tensor& logits,
                                          const torch::Tensor& real_logits,
                                          const StepInputs& inputs) {
  const LogitsOnCpu on_cpu(logits);
  const torch::Tensor real =
      real_logits.defined() ? real_logits.to(torch::kCPU).contiguous() : real_logits;
  result_.generator_loss = gan::generator_loss(
      state_.config.loss.objective, on_cpu.rows(0, logits.size(0)),
      real.defined() ? real.data_ptr<float>() : nullptr, inputs.target_labels.data_ptr<float>());
  check_finite(result_, state_.position.step);
  return on_cpu.gradients().to(logits.device());
}

void HostBackend::record_penalty(const torch::Tensor& penalty) {
  result_.penalty = penalty.item<double>();
  check_finite(result_, state_.position.step);
}

}  // namespace gan
