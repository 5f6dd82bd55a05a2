// All settings of a run. The initialisers are the defaults; settings.cpp lists each member with its
// name, range and help.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/config/choices.h"

namespace gan {

struct Config {
  int64_t seed = 1;
  DeviceOption device = DeviceOption::kAuto;
  int64_t threads = 0;
  EngineOption engine = EngineOption::kAuto;
  PrecisionOption precision = PrecisionOption::kFloat32;
  Condition condition = Condition::kNone;

  struct Data {
    std::string folder = "data/mnist";
    std::string train_images = "train-images-idx3-ubyte";
    std::string test_images = "t10k-images-idx3-ubyte";
    std::string train_labels;
    std::string test_labels;
    bool labels = true;
    ChannelOption channels = ChannelOption::kAuto;
    int64_t size = 0;
    bool mirror = false;
    bool transpose = false;
    BackgroundColour background = BackgroundColour::kBlack;
    bool skip_damaged = false;
    int64_t validation_count = 0;
  } data;

  struct Generator {
    int64_t latent = 100;
    LatentDistribution latent_distribution = LatentDistribution::kNormal;
    std::vector<int64_t> hidden = {256, 512, 1024};
    Activation activation = Activation::kLeakyRelu;
    double negative_slope = 0.2;
    Normalization normalization = Normalization::kNone;
    Init init = Init::kNormal;
    double init_std = 0.02;
    ClassDraw classes = ClassDraw::kFrequencies;
  } generator;

  struct Discriminator {
    std::vector<int64_t> hidden = {1024, 512, 256};
    Activation activation = Activation::kLeakyRelu;
    double negative_slope = 0.2;
    Init init = Init::kNormal;
    double init_std = 0.02;
    double dropout = 0;
    double instance_noise = 0;
    double instance_noise_until = 1;
    int64_t shift = 0;
  } discriminator;

  struct Loss {
    Objective objective = Objective::kNonSaturating;
    double smoothing = 0.2;
    SmoothingSides smoothing_sides = SmoothingSides::kTwo;
    LabelMode labels = LabelMode::kFixed;
  } loss;

  struct Penalty {
    double r1 = 0;
    double r2 = 0;
    double wgan_gp = 0;
    int64_t every_steps = 1;
  } penalty;

  struct Ema {
    double decay = 0;
    int64_t warmup = 10;
  } ema;

  struct Optimizer {
    double generator_learning_rate = 2.5e-4;
    double generator_beta1 = 0.5;
    double generator_beta2 = 0.999;
    double generator_epsilon = 1e-8;
    double discriminator_learning_rate = 2.5e-4;
    double discriminator_beta1 = 0.5;
    double discriminator_beta2 = 0.999;
    double discriminator_epsilon = 1e-8;
    Schedule schedule = Schedule::kConstant;
    double decay_from = 0.5;
    double decay_to = 0;
  } optimizer;

  struct Train {
    int64_t epochs = 10;
    int64_t steps = 0;
    int64_t batch_size = 64;
    int64_t discriminator_k = 1;
    OnDivergence on_divergence = OnDivergence::kWarn;
    int64_t max_rollbacks = 3;
  } train;

  struct Validation {
    int64_t every_epochs = 1;
    int64_t batch_size = 1024;
  } validation;

  struct Evaluate {
    int64_t every_epochs = 0;
    int64_t count = 10000;
    Metric best_by = Metric::kFrechet;
  } evaluate;

  struct Checkpoint {
    int64_t every_epochs = 1;
    int64_t every_steps = 0;
    int64_t keep = 3;
    int64_t keep_every = 0;
  } checkpoint;

  struct Samples {
    int64_t every_epochs = 1;
    int64_t rows = 8;
    int64_t columns = 8;
    int64_t padding = 2;
    int64_t scale = 1;
    int64_t seed = 0;
  } samples;

  struct Log {
    int64_t every_steps = 100;
  } log;
};

}  // namespace gan
