#include "core/models/noise.h"

namespace gan {

torch::Tensor HostNoise::add_to(const torch::Tensor& images) {
  if (noise_std_ == 0) return images;
  torch::Tensor noise = torch::empty(images.sizes());
  random_.fill_normal(noise.data_ptr<float>(), noise.numel());
  return images + noise.mul_(noise_std_).to(images.device());
}

torch::Tensor HostNoise::draw_mask(const torch::Tensor& features, double p) {
  const torch::Tensor mask = draw_uniform(features.numel()).view(features.sizes());
  return mask.ge(p).div(1 - p).to(features.device(), features.scalar_type());
}

torch::Tensor HostNoise::draw_uniform(int64_t count) {
  torch::Tensor values = torch::empty({count});
  random_.fill_uniform(values.data_ptr<float>(), count, 0, 1);
  return values;
}

}  // namespace gan
