// Every choice a run makes. The initialisers are the defaults; settings.cpp lists each member with
// its name, range and help.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace gan {

struct Config {
  int64_t seed = 1;
  std::string device = "auto";
  int64_t threads = 0;
  std::string engine = "auto";
  std::string precision = "float32";

  struct Data {
    std::string folder = "data/mnist";
    std::string train_images = "train-images-idx3-ubyte";
    std::string test_images = "t10k-images-idx3-ubyte";
  } data;

  struct Generator {
    int64_t latent = 100;
    std::string latent_distribution = "normal";
    std::vector<int64_t> hidden = {256, 512, 1024};
    std::string activation = "leaky_relu";
    double negative_slope = 0.2;
    std::string normalization = "none";
    std::string init = "normal";
    double init_std = 0.02;
  } generator;

  struct Discriminator {
    std::vector<int64_t> hidden = {1024, 512, 256};
    std::string activation = "leaky_relu";
    double negative_slope = 0.2;
    std::string init = "normal";
    double init_std = 0.02;
    double dropout = 0;
    double instance_noise = 0;
    double instance_noise_until = 1;
    int64_t shift = 0;
  } discriminator;

  struct Loss {
    std::string objective = "non_saturating";
    double smoothing = 0.2;
    std::string smoothing_sides = "two";
    std::string labels = "fixed";
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
    std::string schedule = "constant";
    double decay_from = 0.5;
    double decay_to = 0;
  } optimizer;

  struct Train {
    int64_t epochs = 10;
    int64_t steps = 0;
    int64_t batch_size = 64;
    int64_t discriminator_k = 1;
    std::string on_divergence = "warn";
    int64_t max_rollbacks = 3;
  } train;

  struct Validation {
    int64_t every_epochs = 1;
    int64_t batch_size = 1024;
  } validation;

  struct Evaluate {
    int64_t every_epochs = 0;
    int64_t count = 10000;
    std::string best_by = "frechet";
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
