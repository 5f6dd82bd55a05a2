#include "core/train/graph_backend.h"

#include "core/cuda/adam.h"
#include "core/cuda/draws.h"
#include "core/train/schedule.h"

namespace gan {
namespace {

constexpr int64_t kQuantities = sizeof(cuda::StepResults) / sizeof(double);

// The numbers of one half of a step. A graph that is captured draws those of the step it is
// replayed for.
class GraphNoise : public Noise {
 public:
  GraphNoise(const GraphBackend& backend, const cuda::Draw& draw, bool has_instance_noise)
      : backend_(backend), draw_(draw), has_instance_noise_(has_instance_noise) {}

  torch::Tensor add_to(const torch::Tensor& images) override {
    if (!has_instance_noise_) return images;
    const torch::Tensor noisy = images.clone(at::MemoryFormat::Contiguous);
    cuda::add_noise(draw_, backend_.parameters(), noisy.data_ptr<float>(), noisy.numel(),
                    backend_.stream());
    advance(noisy.numel() + noisy.numel() % 2);  // normal numbers come in pairs
    return noisy;
  }

  torch::Tensor draw_mask(const torch::Tensor& features, double p) override {
    const torch::Tensor mask = torch::empty(features.sizes(), options_of(features));
    cuda::fill_mask(draw_, backend_.parameters(), mask.data_ptr<float>(), mask.numel(), p,
                    backend_.stream());
    advance(mask.numel());
    return mask.to(features.scalar_type());
  }

  torch::Tensor draw_uniform(int64_t count) override {
    const torch::Tensor values =
        torch::empty({count}, torch::TensorOptions(backend_.stream().device()));
    cuda::fill_uniform(draw_, backend_.parameters(), values.data_ptr<float>(), count, 0, 1,
                       backend_.stream());
    advance(count);
    return values;
  }

 private:
  static torch::TensorOptions options_of(const torch::Tensor& features) {
    return torch::TensorOptions(features.device()).dtype(torch::kFloat32);
  }
  void advance(int64_t count) { draw_.position += static_cast<uint64_t>(count); }

  const GraphBackend& backend_;
  cuda::Draw draw_;
  bool has_instance_noise_;
};

}  // namespace

GraphBackend::GraphBackend(TrainState& state, c10::cuda::CUDAStream stream, int64_t slots)
    : StepBackend(state),
      state_(state),
      stream_(stream),
      parameters_(torch::empty({static_cast<int64_t>(sizeof(cuda::StepParameters))},
                               torch::TensorOptions(state.device).dtype(torch::kUInt8))),
      results_(torch::zeros({slots, kQuantities},
                            torch::TensorOptions(state.device).dtype(torch::kFloat64))) {}

void GraphBackend::start_step(int64_t first, bool trains_generator, double progress) {
  const Config& config = state_.config;
  cuda::StepParameters values{};
  values.step = static_cast<uint64_t>(state_.position.step);
  values.first = first;
  values.slot = static_cast<int64_t>(started_.size());
  values.noise_std = static_cast<float>(instance_noise(config.discriminator, progress));
  values.discriminator =
      state_.discriminator_adam.advance(discriminator_adam_options(config, progress));
  if (trains_generator)
    values.generator = state_.generator_adam.advance(generator_adam_options(config, progress));
  cuda::set_parameters(static_cast<cuda::StepParameters*>(parameters_.data_ptr()), values, stream_);
  started_.push_back({state_.position.step, trains_generator, is_penalized(state_)});
}

std::vector<StepResult> GraphBackend::take_results() {
  const torch::Tensor on_cpu = results_.to(torch::kCPU);
  const auto* const results = static_cast<const cuda::StepResults*>(on_cpu.data_ptr());
  const int64_t steps = state_.position.step;
  std::vector<StepResult> taken;
  for (const Started& started : std::exchange(started_, {})) {
    const cuda::StepResults& measured = results[taken.size()];
    StepResult result;
    result.real_loss = measured.real_loss;
    result.fake_loss = measured.fake_loss;
    result.real_probability = measured.real_probability;
    result.fake_probability = measured.fake_probability;
    if (started.trains_generator) result.generator_loss = measured.generator_loss;
    if (started.is_penalized) result.penalty = measured.penalty;
    state_.position.step = started.step;  // where it stays if this throws
    check_finite(result, started.step);
    taken.push_back(result);
  }
  state_.position.step = steps;
  return taken;
}

std::unique_ptr<Noise> GraphBackend::make_noise(int64_t half, double progress) {
  const uint64_t first = noise_index(0, half);
  const cuda::Draw draw{static_cast<uint64_t>(state_.draw_seed()), Stream::kDiscriminatorNoise,
                        noise_index(1, half) - first, first};
  return std::make_unique<GraphNoise>(*this, draw,
                                      instance_noise(state_.config.discriminator, progress) > 0);
}

torch::Tensor GraphBackend::discriminator_loss(const torch::Tensor& logits,
                                               const StepInputs& inputs) {
  const torch::Tensor values = logits.detach().contiguous();
  const torch::Tensor gradients = torch::empty_like(values);
  cuda::discriminator_loss(state_.config.loss.objective, values.data_ptr<float>(),
                           inputs.real_labels.data_ptr<float>(),
                           inputs.fake_labels.data_ptr<float>(), gradients.data_ptr<float>(),
                           values.numel() / 2, parameters(), results(), stream_);
  return gradients;
}

torch::Tensor GraphBackend::generator_loss(const torch::Tensor& logits,
                                           const torch::Tensor& real_logits,
                                           const StepInputs& inputs) {
  const torch::Tensor values = logits.detach().contiguous();
  const torch::Tensor real = real_logits.defined() ? real_logits.contiguous() : real_logits;
  const torch::Tensor gradients = torch::empty_like(values);
  cuda::generator_loss(state_.config.loss.objective, values.data_ptr<float>(),
                       real.defined() ? real.data_ptr<float>() : nullptr,
                       inputs.target_labels.data_ptr<float>(), gradients.data_ptr<float>(),
                       values.numel(), parameters(), results(), stream_);
  return gradients;
}

void GraphBackend::record_penalty(const torch::Tensor& penalty) {
  const torch::Tensor value = penalty.detach();
  cuda::record_penalty(value.data_ptr<float>(), parameters(), results(), stream_);
}

void GraphBackend::update(Adam& adam, const std::vector<torch::Tensor>& gradients,
                          const AdamOptions& /*options*/) {
  std::vector<torch::Tensor> rows;  // keeps copies until the work on them is in the stream
  std::vector<cuda::AdamTensor> tensors;
  for (size_t i = 0; i < gradients.size(); ++i) {
    const torch::Tensor& gradient = rows.emplace_back(gradients[i].contiguous());
    const AdamTarget target = adam.target(i, 0);
    tensors.push_back({target.parameter, target.exp_avg, target.exp_avg_sq, target.average,
                       gradient.data_ptr<float>(), gradient.numel()});
  }
  const bool is_generator = &adam == &state_.generator_adam;
  cuda::adam(tensors, is_generator ? &parameters()->generator : &parameters()->discriminator,
             stream_);
}

}  // namespace gan
