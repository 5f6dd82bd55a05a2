#include "core/train/schedule.h"

#include <algorithm>
#include <cmath>

namespace gan {

double learning_rate_factor(const Config::Optimizer& options, double progress) {
  if (progress <= options.decay_from) return 1;
  const double fallen = (progress - options.decay_from) / (1 - options.decay_from);
  const auto fall = [&](double remaining) {
    return options.decay_to + (1 - options.decay_to) * remaining;
  };
  switch (options.schedule) {
    case Schedule::kConstant:
      return 1;
    case Schedule::kLinear:
      return fall(1 - fallen);
    case Schedule::kCosine:
      return fall((1 + std::cos(std::acos(-1.0) * fallen)) / 2);
  }
  return 1;
}

double instance_noise(const Config::Discriminator& options, double progress) {
  return options.instance_noise * std::max(0.0, 1 - progress / options.instance_noise_until);
}

double average_rate(const Config::Ema& options, int64_t step) {
  const auto t = static_cast<double>(step);
  return 1 - std::min(options.decay, (1 + t) / (static_cast<double>(options.warmup) + t));
}

}  // namespace gan
