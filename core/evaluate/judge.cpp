#include "core/evaluate/judge.h"

#include <torch/optim/adam.h>

#include <cmath>

#include "core/base/file.h"
#include "core/base/random.h"
#include "core/data/batches.h"

namespace gan {
namespace {

namespace nn = torch::nn;

constexpr uint64_t kSeed = 0;
constexpr int64_t kEpochs = 3;
constexpr int64_t kBatch = 100;
constexpr double kLearningRate = 2e-3;

nn::Conv2d make_conv(int64_t input, int64_t output) {
  return nn::Conv2d(nn::Conv2dOptions(input, output, 5).padding(2));
}

torch::Tensor pool(const torch::Tensor& maps) { return torch::max_pool2d(torch::relu(maps), 2); }

torch::Tensor gather(const torch::Tensor& pixels, const torch::Tensor& rows) {
  return gather_images(pixels, rows.data_ptr<int64_t>(), rows.size(0));
}

torch::Tensor compute_loss(Judge judge, const torch::Tensor& images, const torch::Tensor& classes) {
  return torch::cross_entropy_loss(judge->classify(judge->features(images)), classes);
}

// The parameters are the weight, then the bias, of each layer. Each layer has an index of its own.
void initialise(nn::Module& judge) {
  const torch::NoGradGuard no_grad;
  const std::vector<torch::Tensor> parameters = judge.parameters();
  for (size_t i = 0; i < parameters.size(); i += 2) {
    const torch::Tensor &weight = parameters[i], &bias = parameters[i + 1];
    const auto fan_in = static_cast<float>(weight[0].numel());
    const float limit = std::sqrt(1 / fan_in);
    Random random(kSeed, Stream::kJudgeWeights, i / 2);
    for (const torch::Tensor& values : {weight, bias})
      random.fill_uniform(values.data_ptr<float>(), values.numel(), -limit, limit);
  }
}

}  // namespace

JudgeImpl::JudgeImpl(ImageShape shape, int64_t classes)
    : conv1_(register_module("conv1", make_conv(shape.channels, 16))),
      conv2_(register_module("conv2", make_conv(16, 32))),
      hidden_(register_module(
          "hidden", nn::Linear(32 * (shape.height / 4) * (shape.width / 4), kJudgeFeatures))),
      output_(register_module("output", nn::Linear(kJudgeFeatures, classes))) {
  initialise(*this);
}

torch::Tensor JudgeImpl::features(const torch::Tensor& images) {
  const torch::Tensor maps = pool(conv2_->forward(pool(conv1_->forward(images))));
  return torch::relu(hidden_->forward(maps.flatten(1)));
}

torch::Tensor JudgeImpl::classify(const torch::Tensor& features) {
  return output_->forward(features);
}

Judge train_judge(const DataSet& data, const OnStage& on_stage) {
  const Images& images = data.images;
  Judge judge(images.shape(), data.labels->classes());
  torch::optim::Adam adam(judge->parameters(), torch::optim::AdamOptions(kLearningRate));
  auto& options = static_cast<torch::optim::AdamOptions&>(adam.param_groups()[0].options());
  const int64_t count = images.count();
  const torch::Tensor targets = data.labels->values;
  for (int64_t epoch = 0; epoch < kEpochs; ++epoch) {
    on_stage("judge: epoch " + std::to_string(epoch + 1) + " of " + std::to_string(kEpochs));
    Random random(kSeed, Stream::kJudgeShuffle, static_cast<uint64_t>(epoch));
    const torch::Tensor order = torch::tensor(random.permutation(count));
    for (int64_t first = 0; first < count; first += kBatch) {
      const auto done = static_cast<double>(epoch * count + first);
      options.lr(kLearningRate * (1 - done / static_cast<double>(kEpochs * count)));
      const torch::Tensor rows = order.narrow(0, first, std::min(kBatch, count - first));
      adam.zero_grad();
      compute_loss(judge, gather(images.pixels, rows), targets.index_select(0, rows)).backward();
      adam.step();
    }
  }
  return judge;
}

uint32_t checksum(const Judge& judge) {
  uint32_t crc32 = 0;
  for (const torch::Tensor& values : judge->parameters())
    crc32 = crc32_of({static_cast<const char*>(values.data_ptr()), values.nbytes()}, crc32);
  return crc32;
}

torch::Tensor extract_features(Judge judge, const torch::Tensor& pixels) {
  constexpr int64_t kChunk = 1000;
  const torch::NoGradGuard no_grad;
  std::vector<torch::Tensor> features;
  for (const torch::Tensor& rows : torch::arange(pixels.size(0)).split(kChunk))
    features.push_back(judge->features(gather(pixels, rows)));
  return torch::cat(features);
}

torch::Tensor predict_classes(Judge judge, const torch::Tensor& features) {
  const torch::NoGradGuard no_grad;
  return judge->classify(features).argmax(1);
}

}  // namespace gan
