#include "core/train/divergence.h"

#include <cmath>
#include <cstdio>

#include "core/models/sampling.h"

namespace gan {
namespace {

constexpr double kMaxLoss = 1000;
constexpr double kMinLoss = 0.002;
constexpr double kMinVariety = 0.02;
constexpr int64_t kSamples = 64;

std::string format(const char* pattern, double value) {
  char text[160];
  std::snprintf(text, sizeof text, pattern, value);
  return text;
}

// The standard deviation over images [N, C, H, W], averaged over the pixels.
double variety_of(const torch::Tensor& images) {
  return images.std(/*dim=*/0, /*unbiased=*/false).mean().item<double>();
}

}  // namespace

std::optional<DivergenceSign> find_divergence(const TrainState& state, const Averages& averages,
                                              const torch::Tensor& real_images) {
  const double discriminator = averages.discriminator_loss();
  for (const auto& [name, loss] :
       {std::pair("loss.discriminator", discriminator),
        std::pair("loss.generator", averages.mean(Averages::kGeneratorLoss))})
    if (std::abs(loss) > kMaxLoss)
      return {{"exploding", name + format(": beyond 1000 nats, got %.4g", loss)}};
  if (state.config.loss.objective != Objective::kWasserstein && discriminator < kMinLoss)
    return {{"saturated", format("loss.discriminator: below 0.002 nats, got %.4g", discriminator)}};
  const double real = variety_of(real_images);
  const double made =
      variety_of(make_samples(state.generator, state.config.generator, state.drawn_classes(),
                              state.config.samples.seed, 0, kSamples));
  if (made < kMinVariety * real)
    return {{"collapsed", format("generated images: nearly identical, with %.2g of the "
                                 "standard deviation of real ones",
                                 made / real)}};
  return std::nullopt;
}

}  // namespace gan
