// The two networks as a step computes them: in its precision, with the noise inside D.
#pragma once

#include "core/models/classes.h"
#include "core/train/autocast.h"
#include "core/train/schedule.h"
#include "core/train/step.h"

namespace gan {

class StepNetworks {
 public:
  // state  must outlive this object
  // noise  for dropout and instance noise; null in validation
  StepNetworks(TrainState& state, Precision precision, Random* noise, double progress)
      : state_(state),
        precision_(precision),
        noise_(noise),
        noise_std_(noise ? instance_noise(state.config.discriminator, progress) : 0) {}

  // returns  float32 [N, C, H, W]
  torch::Tensor generate(const StepDraws& draws) const {
    const Autocast autocast(state_.device, precision_ == Precision::kBfloat16);
    return state_.generator->forward(join_classes(draws.latents, one_hot_of(draws.classes)))
        .to(torch::kFloat32);
  }

  // D's logits, float32 [N, 1].
  // classes  of the images, int64 [N]; undefined without condition class
  torch::Tensor discriminate(const torch::Tensor& images, const torch::Tensor& classes) const {
    const Autocast autocast(state_.device, precision_ == Precision::kBfloat16);
    return state_.discriminator->forward(with_noise(images), one_hot_of(classes), noise_)
        .to(torch::kFloat32);
  }

 private:
  torch::Tensor one_hot_of(const torch::Tensor& classes) const {
    return classes.defined() ? to_one_hot(classes, state_.classes.size()).to(state_.device)
                             : classes;
  }

  torch::Tensor with_noise(const torch::Tensor& images) const {
    if (noise_std_ == 0) return images;
    torch::Tensor noise = torch::empty(images.sizes());
    noise_->fill_normal(noise.data_ptr<float>(), noise.numel());
    return images + noise.mul_(noise_std_).to(images.device());
  }

  TrainState& state_;
  Precision precision_;
  Random* noise_;
  double noise_std_;
};

}  // namespace gan
