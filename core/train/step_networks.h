// The two networks as a step computes them: in its precision, with the noise inside D.
#pragma once

#include "core/models/classes.h"
#include "core/models/noise.h"
#include "core/train/autocast.h"
#include "core/train/step.h"

namespace gan {

class StepNetworks {
 public:
  // state  must outlive this object
  // noise  inside D; null in validation
  StepNetworks(TrainState& state, Precision precision, Noise* noise)
      : state_(state), precision_(precision), noise_(noise) {}

  // returns  float32 [N, C, H, W]
  torch::Tensor generate(const StepDraws& draws) const {
    const Autocast autocast(state_.device, precision_ == Precision::kBfloat16);
    return state_.generator
        ->forward(join_classes(draws.latents.to(state_.device), one_hot_of(draws.classes)))
        .to(torch::kFloat32);
  }

  // D's logits, float32 [N, 1].
  // classes  of the images, int64 [N]; undefined without condition class
  torch::Tensor discriminate(const torch::Tensor& images, const torch::Tensor& classes) const {
    const Autocast autocast(state_.device, precision_ == Precision::kBfloat16);
    return state_.discriminator
        ->forward(noise_ ? noise_->add_to(images) : images, one_hot_of(classes), noise_)
        .to(torch::kFloat32);
  }

 private:
  torch::Tensor one_hot_of(const torch::Tensor& classes) const {
    return classes.defined() ? to_one_hot(classes, state_.classes.size()).to(state_.device)
                             : classes;
  }

  TrainState& state_;
  Precision precision_;
  Noise* noise_;
};

}  // namespace gan
