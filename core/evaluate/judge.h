// The judge: a small classifier of the real images, in whose features samples are compared. What
// Inception is to photographs (Heusel et al. 2017, arXiv:1706.08500), it is to small grey images.
#pragma once

#include <torch/nn/modules/conv.h>
#include <torch/nn/modules/linear.h>
#include <torch/nn/pimpl.h>

#include <functional>

#include "core/data/idx.h"

namespace gan {

constexpr int64_t kJudgeFeatures = 128;
constexpr int64_t kLeastJudgedSide = 4;  // of an image: it is halved twice
constexpr int kJudgeVersion = 1;         // raised whenever its network or its training changes

// A LeNet (LeCun et al. 1998) with padded convolutions:
//   conv1 5x5 -> 16, ReLU, max-pool 2, conv2 5x5 -> 32, ReLU, max-pool 2,
//   hidden -> 128, ReLU: the features; output -> classes: the logits
// Its parameters carry those names, so that the obvious nn.Module in Python takes them.
class JudgeImpl : public torch::nn::Module {
 public:
  // Weights and biases U(-a, a), a^2 = 1 / fan_in, from Stream::kJudgeWeights.
  JudgeImpl(int64_t height, int64_t width, int64_t classes);

  // images   [N, 1, H, W] in [-1, 1]
  // returns  [N, 128], none negative
  torch::Tensor features(const torch::Tensor& images);

  // features  [N, 128]
  // returns   logits [N, classes]
  torch::Tensor classify(const torch::Tensor& features);

  int64_t classes() const { return output_->options.out_features(); }

 private:
  torch::nn::Conv2d conv1_;
  torch::nn::Conv2d conv2_;
  torch::nn::Linear hidden_;
  torch::nn::Linear output_;
};
TORCH_MODULE(Judge);

// Hears what is being done, in a few words: "judge: epoch 1 of 4".
using OnStage = std::function<void(const std::string& stage)>;

// Trains a judge from its first weights to its last: cross-entropy, Adam, a learning rate that
// falls to 0. The same bits for the same images, machine and threads.
Judge train_judge(const Images& images, const Labels& labels, const OnStage& on_stage);

// CRC-32 of the judge's weights, in the order of its parameters: tells judges apart.
uint32_t checksum(const Judge& judge);

// The features of images, a batch at a time.
// pixels   uint8 [N, H, W]
// returns  float32 [N, 128]
torch::Tensor extract_features(Judge judge, const torch::Tensor& pixels);

// The class of each row of features.
// returns  int64 [N]
torch::Tensor predict_classes(Judge judge, const torch::Tensor& features);

}  // namespace gan
