#include "core/train/graph_inputs.h"

#include <c10/cuda/CUDACachingAllocator.h>

#include <algorithm>
#include <stdexcept>

#include "core/cuda/draws.h"
#include "core/losses/objective.h"
#include "core/models/sampling.h"

namespace gan {
namespace {

// The pixels on the GPU, if they fit in half of what is free; else undefined.
torch::Tensor to_gpu(const Images& images, torch::Device device) {
  constexpr int64_t kPart = 64 << 20;
  const torch::Tensor& pixels = images.pixels;
  const auto bytes = static_cast<uint64_t>(pixels.numel());
  c10::cuda::CUDACachingAllocator::emptyCache();  // what an engine before this one has left
  size_t free_bytes = 0;
  size_t all_bytes = 0;
  if (cudaMemGetInfo(&free_bytes, &all_bytes) != cudaSuccess || bytes > free_bytes / 2) return {};
  torch::Tensor copy =
      torch::empty(pixels.sizes(), torch::TensorOptions(device).dtype(torch::kUInt8));
  const int64_t rows = std::max<int64_t>(1, kPart * pixels.size(0) / pixels.numel());
  for (int64_t first = 0; first < pixels.size(0); first += rows) {
    const int64_t count = std::min(rows, pixels.size(0) - first);
    const torch::Tensor part = pixels.narrow(0, first, count).contiguous();
    copy.narrow(0, first, count).copy_(part);
    if (images.file) images.file->count_read(static_cast<uint64_t>(part.numel()));
  }
  return copy;
}

void send_tensor(const torch::Tensor& from, const torch::Tensor& to) {
  if (from.defined()) to.copy_(from, /*non_blocking=*/true);
}

void send_draws(const StepDraws& from, const StepDraws& to) {
  send_tensor(from.latents, to.latents);
  send_tensor(from.shifts, to.shifts);
  send_tensor(from.classes, to.classes);
}

void send_if_changed(const torch::Tensor& from, torch::Tensor& sent, const torch::Tensor& to) {
  if (!from.defined() || (sent.defined() && sent.equal(from))) return;
  sent = from.clone();
  send_tensor(sent, to);
}

}  // namespace

bool GraphInputs::hold(const StepPlan& plan) {
  const Images& images = plan.data.images;
  if (!held_.defined()) {
    held_ = images.pixels;
    pixels_ = to_gpu(images, state_.device);
    order_ =
        torch::empty({images.count()}, torch::TensorOptions(state_.device).dtype(torch::kInt64));
  }
  if (!held_.is_same(images.pixels))  // graphs have the addresses of the first set's
    throw std::logic_error("GraphInputs::hold: another data set");
  if (pixels_.defined() && order_epoch_ != state_.position.epoch) {
    order_epoch_ = state_.position.epoch;
    order_.copy_(torch::tensor(plan.order));
  }
  return pixels_.defined();
}

StepInputs GraphInputs::make_room(int64_t count, bool trains_generator) const {
  const auto make = [&](at::IntArrayRef sizes, torch::Dtype type) {
    return torch::zeros(sizes, torch::TensorOptions(state_.device).dtype(type));
  };
  const bool has_classes = state_.config.condition == Condition::kClass;
  const auto make_classes = [&] {
    return has_classes ? make({count}, torch::kInt64) : torch::Tensor();
  };
  const auto make_draws = [&] {
    return StepDraws{make({count, state_.config.generator.latent}, torch::kFloat32),
                     state_.config.discriminator.shift > 0 ? make({2 * count, 2}, torch::kInt64)
                                                           : torch::Tensor(),
                     make_classes()};
  };
  const ImageShape& shape = state_.image_shape;
  StepInputs inputs;
  inputs.real = {make({count, shape.channels, shape.height, shape.width}, torch::kFloat32),
                 make_classes()};
  inputs.discriminator = make_draws();
  if (trains_generator) inputs.generator = make_draws();
  for (torch::Tensor* const labels :
       {&inputs.real_labels, &inputs.fake_labels, &inputs.target_labels})
    *labels = make({count, 1}, torch::kFloat32);
  return inputs;
}

void GraphInputs::send_decided(const StepPlan& plan, StepInputs& inputs, StepInputs& sent) {
  const DrawAddress address = training_address(state_);
  StepInputs host;
  if (inputs.generator) host.generator.emplace();
  if (inputs.real.classes.defined()) {
    const torch::Tensor order =
        torch::tensor(at::ArrayRef<int64_t>(plan.order)
                          .slice(static_cast<size_t>(plan.first), static_cast<size_t>(plan.count)));
    host.real.classes = plan.data.labels->values.index_select(0, order);
    draw_classes(state_, address, host);
    send_tensor(host.real.classes, inputs.real.classes);
    send_draws(host.discriminator, inputs.discriminator);
    if (inputs.generator) send_draws(*host.generator, *inputs.generator);
  }
  const bool is_fixed = state_.config.loss.labels == LabelMode::kFixed;
  if (redraws_labels() || (is_fixed && sent.real_labels.defined())) return;
  gan::draw_labels(state_, address, plan.count, host);
  send_if_changed(host.real_labels, sent.real_labels, inputs.real_labels);
  send_if_changed(host.fake_labels, sent.fake_labels, inputs.fake_labels);
  send_if_changed(host.target_labels, sent.target_labels, inputs.target_labels);
}

void GraphInputs::send_images(const torch::Tensor& from, StepInputs& to) {
  send_tensor(from, to.real.images);
}

void GraphInputs::send(const StepInputs& from, StepInputs& to) {
  send_images(from.real.images, to);
  send_tensor(from.real.classes, to.real.classes);
  send_draws(from.discriminator, to.discriminator);
  if (from.generator) send_draws(*from.generator, *to.generator);
  send_tensor(from.real_labels, to.real_labels);
  send_tensor(from.fake_labels, to.fake_labels);
  send_tensor(from.target_labels, to.target_labels);
}

void GraphInputs::gather(StepInputs& inputs) const {
  const ImageShape& shape = state_.image_shape;
  const cuda::Draw mirror{static_cast<uint64_t>(state_.draw_seed()), Stream::kMirror, 1, 0};
  cuda::gather({pixels_.data_ptr<uint8_t>(), shape.channels * shape.height, shape.width},
               order_.data_ptr<int64_t>(), state_.config.data.mirror ? &mirror : nullptr,
               backend_.parameters(), inputs.real.images.data_ptr<float>(), inputs.real.count(),
               backend_.stream());
}

void GraphInputs::draw(StepInputs& inputs) const {
  draw_half(Stream::kDiscriminatorLatents, Stream::kDiscriminatorShifts, inputs.discriminator);
  if (inputs.generator)
    draw_half(Stream::kGeneratorLatents, Stream::kGeneratorShifts, *inputs.generator);
  if (!redraws_labels() || !uses_labels(state_.config.loss.objective)) return;
  draw_labels(LabelKind::kReal, inputs.real_labels);
  draw_labels(LabelKind::kFake, inputs.fake_labels);
  if (inputs.generator) draw_labels(LabelKind::kTarget, inputs.target_labels);
}

void GraphInputs::draw_half(Stream latents, Stream shifts, StepDraws& draws) const {
  const auto seed = static_cast<uint64_t>(state_.draw_seed());
  const cuda::Draw draw{seed, latents, 1, 0};
  float* const z = draws.latents.data_ptr<float>();
  if (state_.config.generator.latent_distribution == LatentDistribution::kUniform)
    cuda::fill_uniform(draw, backend_.parameters(), z, draws.latents.numel(), -kRootOf3, kRootOf3,
                       backend_.stream());
  else
    cuda::fill_normal(draw, backend_.parameters(), z, draws.latents.numel(), backend_.stream());
  if (draws.shifts.defined())
    cuda::fill_shifts({seed, shifts, 1, 0}, backend_.parameters(), draws.shifts.data_ptr<int64_t>(),
                      draws.shifts.numel(), state_.config.discriminator.shift, backend_.stream());
}

void GraphInputs::draw_labels(LabelKind kind, const torch::Tensor& labels) const {
  const auto index = [&](int64_t step) { return static_cast<uint64_t>(label_index(step, kind)); };
  const cuda::Draw draw{static_cast<uint64_t>(state_.draw_seed()), Stream::kLabels,
                        index(1) - index(0), index(0)};
  const LabelRange range = label_range(state_.config.loss, kind);
  cuda::fill_uniform(draw, backend_.parameters(), labels.data_ptr<float>(), labels.numel(),
                     range.low, range.high, backend_.stream());
}

}  // namespace gan
