#include "core/models/sampling.h"

namespace gan {

torch::Tensor make_latents(int64_t seed, Stream stream, int64_t index, int64_t count,
                           int64_t size) {
  torch::Tensor latents = torch::empty({count, size});
  Random(static_cast<uint64_t>(seed), stream, static_cast<uint64_t>(index))
      .fill_normal(latents.data_ptr<float>(), latents.numel());
  return latents;
}

torch::Tensor make_sample_latents(int64_t seed, int64_t first, int64_t count, int64_t size) {
  torch::Tensor latents = torch::empty({count, size});
  for (int64_t i = 0; i < count; ++i)
    Random(static_cast<uint64_t>(seed), Stream::kSamples, static_cast<uint64_t>(first + i))
        .fill_normal(latents.data_ptr<float>() + i * size, size);
  return latents;
}

torch::Tensor make_samples(Generator generator, int64_t latent, int64_t seed, int64_t first,
                           int64_t count) {
  constexpr int64_t kBatch = 64;
  const torch::NoGradGuard no_grad;
  const torch::Device device = generator->parameters().front().device();
  const bool was_training = generator->is_training();
  generator->eval();
  std::vector<torch::Tensor> batches;
  const int64_t batch_begin = first / kBatch * kBatch;
  for (int64_t begin = batch_begin; begin < first + count; begin += kBatch) {
    const torch::Tensor latents = make_sample_latents(seed, begin, kBatch, latent);
    batches.push_back(generator->forward(latents.to(device)).to(torch::kCPU));
  }
  generator->train(was_training);
  return torch::cat(batches).narrow(0, first - batch_begin, count);
}

}  // namespace gan
