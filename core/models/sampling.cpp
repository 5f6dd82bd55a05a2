#include "core/models/sampling.h"

#include "core/base/divide_up.h"

namespace gan {
namespace {

constexpr int64_t kBatch = 64;

}  // namespace

void fill_latents(const Config::Generator& options, int64_t seed, Stream stream, int64_t index,
                  int64_t first, const torch::Tensor& latents) {
  Random random(static_cast<uint64_t>(seed), stream, static_cast<uint64_t>(index),
                static_cast<uint64_t>(first * options.latent));
  if (options.latent_distribution == LatentDistribution::kUniform)
    random.fill_uniform(latents.data_ptr<float>(), latents.numel(), -kRootOf3, kRootOf3);
  else
    random.fill_normal(latents.data_ptr<float>(), latents.numel());
}

torch::Tensor make_sample_latents(const Config::Generator& options, int64_t seed, int64_t first,
                                  int64_t count) {
  torch::Tensor latents = torch::empty({count, options.latent});
  for (int64_t i = 0; i < count; ++i)
    fill_latents(options, seed, Stream::kSamples, first + i, 0, latents[i]);
  return latents;
}

torch::Tensor generate(Generator generator, const torch::Tensor& inputs) {
  const torch::NoGradGuard no_grad;
  const torch::Device device = generator->parameters().front().device();
  const bool was_training = generator->is_training();
  generator->eval();
  std::vector<torch::Tensor> batches;
  for (const torch::Tensor& batch : inputs.split(kBatch))
    batches.push_back(generator->forward(batch.to(device)).to(torch::kCPU));
  generator->train(was_training);
  return torch::cat(batches);
}

torch::Tensor make_samples(Generator generator, const Config::Generator& options,
                           const SampleClasses& classes, int64_t seed, int64_t first,
                           int64_t count) {
  const int64_t begin = first / kBatch * kBatch;
  const int64_t end = divide_up(first + count, kBatch) * kBatch;
  const torch::Tensor inputs = join_classes(make_sample_latents(options, seed, begin, end - begin),
                                            classes.draw_one_hot(seed, begin, end - begin));
  return generate(std::move(generator), inputs).narrow(0, first - begin, count);
}

}  // namespace gan
