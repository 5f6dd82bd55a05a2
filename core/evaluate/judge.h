// The judge: a small classifier of the real images. Its features are used to compare samples with
// them, as those of Inception are for photographs (Heusel et al. 2017, arXiv:1706.08500).
#pragma once

#include <torch/nn/modules/conv.h>
#include <torch/nn/modules/linear.h>
#include <torch/nn/pimpl.h>

#include <functional>

#include "core/data/data_set.h"

namespace gan {

constexpr int64_t kJudgeFeatures = 128;
constexpr int64_t kMinJudgedSide = 4;  // pixels; the network halves an image twice
constexpr int kJudgeVersion = 1;       // increase it when the network or its training changes

// A LeNet (LeCun et al. 1998) with padded convolutions:
//   conv1 5x5 -> 16, ReLU, max-pool 2, conv2 5x5 -> 32, ReLU, max-pool 2,
//   hidden -> 128, ReLU: the features; output -> classes: the logits
// Its parameters have those names, so an nn.Module in Python with these layers can load them.
//
// Where labels have a part for each channel (data_set.h), the judge sees a single channel, and
// `classes` are those of a part. It judges the channels of an image one by one: the image's
// features are theirs in a row, [N, channels * 128], and its class is the combination of theirs.
class JudgeImpl : public torch::nn::Module {
 public:
  // Weights and biases U(-a, a), a^2 = 1 / fan_in, from Stream::kJudgeWeights.
  JudgeImpl(ImageShape shape, int64_t classes);

  // images   [N, C, H, W] in [-1, 1]
  // returns  [N, 128], none negative
  torch::Tensor features(const torch::Tensor& images);

  // features  [N, 128]
  // returns   logits [N, classes]
  torch::Tensor classify(const torch::Tensor& features);

  int64_t channels() const { return conv1_->options.in_channels(); }
  int64_t classes() const { return output_->options.out_features(); }

 private:
  torch::nn::Conv2d conv1_;
  torch::nn::Conv2d conv2_;
  torch::nn::Linear hidden_;
  torch::nn::Linear output_;
};
TORCH_MODULE(Judge);

// Called with a short description of the current stage: "judge: epoch 1 of 4".
using OnStage = std::function<void(const std::string& stage)>;

// An untrained judge for these images.
// data  with labels
Judge make_judge(const DataSet& data);

// Trains a judge: cross-entropy, Adam, a learning rate that falls to 0. The result has the same
// bits for the same images, machine and number of threads. Where labels have parts, 60,000 channels
// suffice: those of the first images.
// data  with labels
Judge train_judge(const DataSet& data, const OnStage& on_stage);

// CRC-32 of the judge's weights, in the order of its parameters. Identifies a judge.
uint32_t checksum(const Judge& judge);

// The features of images, computed in batches.
// pixels   uint8 [N, C, H, W]
// returns  float32 [N, 128], or [N, C * 128] for labels with parts
torch::Tensor extract_features(Judge judge, const torch::Tensor& pixels);

// The predicted class of each row of features. Of several parts, the first counts most: 7 0 3 is
// class 703 if each part has 10 classes.
// returns  int64 [N]
torch::Tensor predict_classes(Judge judge, const torch::Tensor& features);

}  // namespace gan
