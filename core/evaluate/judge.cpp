#include "core/evaluate/judge.h"

#include <torch/optim/adam.h>

#include <algorithm>
#include <cmath>

#include "core/base/file.h"
#include "core/base/parallel_for.h"
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

int64_t classes_of_part(const Labels& labels) {
  const auto classes = static_cast<double>(labels.classes());
  return std::llround(std::pow(classes, 1 / static_cast<double>(labels.parts)));
}

// int64 [N] as int64 [N, parts], the first part being the most significant.
torch::Tensor take_apart(const Labels& labels, const torch::Tensor& values) {
  const int64_t base = classes_of_part(labels);
  torch::Tensor parts = torch::empty({values.size(0), labels.parts}, torch::kInt64);
  torch::Tensor rest = values;
  for (int64_t part = labels.parts - 1; part >= 0; --part) {
    parts.select(1, part).copy_(rest.remainder(base));
    rest = rest.div(base, "floor");
  }
  return parts;
}

// What a judge learns from: images and their classes, or channels and theirs.
struct Lessons {
  torch::Tensor pixels;   // uint8 [N, C, H, W]
  torch::Tensor targets;  // int64 [N]
};

Lessons make_lessons(const DataSet& data) {
  constexpr int64_t kMaxChannels = 60'000;
  const torch::Tensor& pixels = data.images.pixels;
  const Labels& labels = *data.labels;
  if (labels.parts == 1) return {pixels, labels.values};
  const ImageShape shape = data.shape();
  const int64_t count = std::min(data.count(), kMaxChannels / shape.channels);
  return {pixels.narrow(0, 0, count).reshape({-1, 1, shape.height, shape.width}),
          take_apart(labels, labels.values.narrow(0, 0, count)).flatten()};
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
  // With the channels last, pooling is several times as fast, and the features have the same bits.
  // Their gradients have not, so that judges trained like this would differ from those in use.
  const auto format = torch::GradMode::is_enabled() ? torch::MemoryFormat::Contiguous
                                                    : torch::MemoryFormat::ChannelsLast;
  const torch::Tensor maps =
      pool(conv2_->forward(pool(conv1_->forward(images.contiguous(format)).contiguous(format))));
  return torch::relu(hidden_->forward(maps.flatten(1)));
}

torch::Tensor JudgeImpl::classify(const torch::Tensor& features) {
  return output_->forward(features);
}

Judge make_judge(const DataSet& data) {
  ImageShape shape = data.shape();
  if (data.labels->parts > 1) shape.channels = 1;
  return Judge(shape, classes_of_part(*data.labels));
}

Judge train_judge(const DataSet& data, const OnStage& on_stage) {
  const torch::AutoGradMode needs_gradients(true);
  const Lessons lessons = make_lessons(data);
  Judge judge = make_judge(data);
  torch::optim::Adam adam(judge->parameters(), torch::optim::AdamOptions(kLearningRate));
  auto& options = static_cast<torch::optim::AdamOptions&>(adam.param_groups()[0].options());
  const int64_t count = lessons.pixels.size(0);
  for (int64_t epoch = 0; epoch < kEpochs; ++epoch) {
    on_stage("judge: epoch " + std::to_string(epoch + 1) + " of " + std::to_string(kEpochs));
    Random random(kSeed, Stream::kJudgeShuffle, static_cast<uint64_t>(epoch));
    const torch::Tensor order = torch::tensor(random.permutation(count));
    for (int64_t first = 0; first < count; first += kBatch) {
      const auto done = static_cast<double>(epoch * count + first);
      options.lr(kLearningRate * (1 - done / static_cast<double>(kEpochs * count)));
      const torch::Tensor rows = order.narrow(0, first, std::min(kBatch, count - first));
      adam.zero_grad();
      compute_loss(judge, gather(lessons.pixels, rows), lessons.targets.index_select(0, rows))
          .backward();
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
  constexpr int64_t kChunk = 50;  // whose maps stay in a core's cache
  const std::vector<int64_t> seen = {-1, judge->channels(), pixels.size(2), pixels.size(3)};
  const std::vector<torch::Tensor> chunks = torch::arange(pixels.size(0)).split(kChunk);
  std::vector<torch::Tensor> features(chunks.size());
  parallel_for(0, static_cast<int64_t>(chunks.size()), 1, [&](int64_t from, int64_t to) {
    const torch::NoGradGuard no_grad;
    for (auto i = static_cast<size_t>(from); i < static_cast<size_t>(to); ++i)
      features[i] =
          judge->features(gather(pixels, chunks[i]).view(seen)).view({chunks[i].size(0), -1});
  });
  return torch::cat(features);
}

torch::Tensor predict_classes(Judge judge, const torch::Tensor& features) {
  const torch::NoGradGuard no_grad;
  const torch::Tensor parts =
      judge->classify(features.view({-1, kJudgeFeatures})).argmax(1).view({features.size(0), -1});
  torch::Tensor classes = parts.select(1, 0).clone();
  for (int64_t part = 1; part < parts.size(1); ++part)
    classes.mul_(judge->classes()).add_(parts.select(1, part));
  return classes;
}

}  // namespace gan
