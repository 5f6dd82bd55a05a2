#include "core/models/networks.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include "core/models/sampling.h"

namespace gan {
namespace {

const DataShape kShape{{1, 28, 28}};

std::vector<std::string> names_of(const torch::nn::Module& network) {
  std::vector<std::string> names;
  for (const auto& parameter : network.named_parameters()) names.push_back(parameter.key());
  return names;
}

int64_t size_of(const torch::nn::Module& network) {
  int64_t size = 0;
  for (const auto& parameter : network.parameters()) size += parameter.numel();
  return size;
}

}  // namespace

TEST(Networks, HaveTheShapesAndNamesOfLabmls) {
  const Config config;
  Generator generator(config, kShape);
  Discriminator discriminator(config, kShape);
  EXPECT_EQ(names_of(*generator),
            (std::vector<std::string>{"layers.0.weight", "layers.0.bias", "layers.2.weight",
                                      "layers.2.bias", "layers.4.weight", "layers.4.bias",
                                      "layers.6.weight", "layers.6.bias"}));
  const torch::Tensor images = generator->forward(torch::randn({3, 100}));
  EXPECT_EQ(images.sizes(), (std::vector<int64_t>{3, 1, 28, 28}));
  EXPECT_LE(images.abs().max().item<float>(), 1.0F);
  EXPECT_EQ(discriminator->forward(images).sizes(), (std::vector<int64_t>{3, 1}));
  EXPECT_EQ(size_of(*generator), 1'486'352);  // 101*256 + 257*512 + 513*1024 + 1025*784
  EXPECT_EQ(size_of(*discriminator), 1'460'225);
  EXPECT_EQ(describe_generator(config, kShape).count_parameters(), 1'486'352);
  EXPECT_EQ(describe_discriminator(config, kShape).count_parameters(), 1'460'225);
  EXPECT_EQ(describe_generator(config, kShape).widths(), "100-256-512-1024-784");
}

TEST(Networks, MayHaveNoHiddenLayer) {
  Config config;
  config.generator.hidden = {};
  config.discriminator.hidden = {};
  EXPECT_EQ(size_of(*Generator(config, DataShape{{1, 2, 3}})), 101 * 6);
  EXPECT_EQ(size_of(*Discriminator(config, DataShape{{1, 2, 3}})), 7);
}

TEST(Networks, SeeColoursAndClasses) {
  Config config;
  config.generator.hidden = {7};
  config.discriminator.hidden = {5};
  const DataShape shape{{3, 2, 4}, 6};
  Generator generator(config, shape);
  Discriminator discriminator(config, shape);
  EXPECT_EQ(generator->parameters()[0].sizes(), (std::vector<int64_t>{7, 100 + 6}));
  EXPECT_EQ(discriminator->parameters()[0].sizes(), (std::vector<int64_t>{5, 24 + 6}));
  EXPECT_EQ(size_of(*generator), describe_generator(config, shape).count_parameters());
  EXPECT_EQ(size_of(*discriminator), describe_discriminator(config, shape).count_parameters());
  const torch::NoGradGuard no_grad;
  const torch::Tensor one_hot = to_one_hot(torch::tensor({5, 0}), 6);
  const torch::Tensor images = generator->forward(join_classes(torch::zeros({2, 100}), one_hot));
  EXPECT_EQ(images.sizes(), (std::vector<int64_t>{2, 3, 2, 4}));
  // A class is a bias of its own: with no other input, its column of the weight.
  const torch::Tensor hidden = torch::leaky_relu(
      generator->parameters()[0].select(1, 100 + 5) + generator->parameters()[1], 0.2);
  const torch::Tensor expected =
      torch::tanh(generator->parameters()[2].mv(hidden) + generator->parameters()[3]);
  EXPECT_TRUE(torch::allclose(images[0].flatten(), expected, 1e-5, 1e-6));
  const torch::Tensor logits = discriminator->forward(images, one_hot);
  EXPECT_FALSE(torch::equal(logits, discriminator->forward(images, one_hot.flip(0))));
}

TEST(Networks, StartFromTheDistributionThatInitNames) {
  Config config;
  const auto deviation = [&](Init init) {
    config.generator.init = init;
    return Generator(config, kShape)->named_parameters()["layers.4.weight"].std().item<double>();
  };  // the layer 512 -> 1024
  EXPECT_NEAR(deviation(Init::kNormal), 0.02, 2e-4);
  EXPECT_NEAR(deviation(Init::kHe), std::sqrt(2.0 / 512), 6e-4);
  EXPECT_NEAR(deviation(Init::kXavier), std::sqrt(2.0 / (512 + 1024)), 4e-4);
  EXPECT_NEAR(deviation(Init::kPytorch), std::sqrt(1.0 / (3 * 512)), 3e-4);
  const auto bias = Generator(config, kShape)->named_parameters()["layers.4.bias"];
  EXPECT_NEAR(bias.abs().max().item<double>(), std::sqrt(1.0 / 512), 1e-3);
}

TEST(Networks, ActivateAsNamed) {
  Config config;
  config.discriminator.hidden = {1};
  const auto activate = [&](Activation activation, double x) {
    config.discriminator.activation = activation;
    Discriminator d(config, DataShape{{1, 1, 1}});
    const torch::NoGradGuard no_grad;
    for (auto& parameter : d->named_parameters())
      parameter.value().fill_(parameter.key().find("weight") != std::string::npos ? 1 : 0);
    return d->forward(torch::full({1, 1, 1, 1}, x)).item<double>();
  };
  EXPECT_FLOAT_EQ(static_cast<float>(activate(Activation::kLeakyRelu, -2)), -0.4F);
  EXPECT_EQ(activate(Activation::kRelu, -2), 0);
  EXPECT_NEAR(activate(Activation::kElu, -2), std::expm1(-2), 1e-6);
  EXPECT_NEAR(activate(Activation::kSilu, -2), -2 / (1 + std::exp(2)), 1e-6);
  EXPECT_NEAR(activate(Activation::kTanh, -2), std::tanh(-2), 1e-6);
  for (const auto activation : {Activation::kLeakyRelu, Activation::kRelu, Activation::kElu})
    EXPECT_EQ(activate(activation, 3), 3) << name_of(activation);
}

TEST(Networks, NormalizeBeforeEachActivationWhereAsked) {
  Config config;
  config.generator.hidden = {7, 5};
  config.generator.normalization = Normalization::kBatch;
  Generator generator(config, DataShape{{1, 2, 3}});
  EXPECT_EQ(names_of(*generator)[2], "layers.1.weight");
  EXPECT_EQ(size_of(*generator), describe_generator(config, {{1, 2, 3}}).count_parameters());
  EXPECT_EQ(generator->buffers().size(), 6);  // mean, variance and count of each layer
  // After normalisation, the scale of the first layer's weights has no effect.
  const torch::NoGradGuard no_grad;
  const torch::Tensor latents = torch::randn({64, 100});
  const torch::Tensor before = generator->forward(latents);
  generator->parameters()[0].mul_(10);
  generator->parameters()[1].mul_(10);
  EXPECT_TRUE(torch::allclose(generator->forward(latents), before, 1e-3, 1e-3));
}

TEST(Networks, DropHiddenUnitsAndScaleTheOthersUp) {
  Config config;
  config.discriminator.hidden = {20000};
  config.discriminator.dropout = 0.3;
  Discriminator d(config, DataShape{{1, 1, 1}});
  const torch::NoGradGuard no_grad;
  for (auto& parameter : d->named_parameters())
    parameter.value().fill_(parameter.key().find("weight") != std::string::npos ? 1 : 0);
  const torch::Tensor image = torch::ones({1, 1, 1, 1});
  const auto logit = [&](uint64_t step) {
    HostNoise noise(Random(1, Stream::kDiscriminatorNoise, step), 0);
    return d->forward(image, {}, &noise).item<double>();
  };
  EXPECT_EQ(d->forward(image).item<double>(), 20000);
  const double kept = std::round(logit(0) * 0.7);
  EXPECT_NEAR(kept, 14000, 4 * std::sqrt(20000 * 0.3 * 0.7));
  EXPECT_NEAR(logit(0), kept / 0.7, 0.5);
  EXPECT_EQ(logit(0), logit(0));
  EXPECT_NE(logit(0), logit(1));
}

TEST(Latents, AreNormalOrUniformOfVarianceOne) {
  Config::Generator options;
  options.latent = 50;
  const auto draw = [&] {
    torch::Tensor latents = torch::empty({4000, options.latent});
    fill_latents(options, 1, Stream::kGeneratorLatents, 3, 0, latents);
    return latents;
  };
  const torch::Tensor normal = draw();
  EXPECT_NEAR(normal.std().item<double>(), 1, 0.01);
  EXPECT_GT(normal.max().item<double>(), 3.5);
  options.latent_distribution = LatentDistribution::kUniform;
  for (const torch::Tensor& uniform : {draw(), make_sample_latents(options, 1, 0, 4000)}) {
    EXPECT_NEAR(uniform.std().item<double>(), 1, 0.01);
    EXPECT_NEAR(uniform.mean().item<double>(), 0, 0.01);
    EXPECT_NEAR(uniform.max().item<double>(), std::sqrt(3), 1e-3);
    EXPECT_NEAR(uniform.min().item<double>(), -std::sqrt(3), 1e-3);
  }
}

TEST(Samples, AreTheSameWhateverTheCountAndTheFirst) {
  const Config config;
  const Generator generator(config, kShape);
  const torch::Tensor all = make_samples(generator, config.generator, {}, 9, 0, 200);
  EXPECT_TRUE(
      torch::equal(make_samples(generator, config.generator, {}, 9, 0, 3), all.narrow(0, 0, 3)));
  EXPECT_TRUE(torch::equal(make_samples(generator, config.generator, {}, 9, 130, 1),
                           all.narrow(0, 130, 1)));
  EXPECT_TRUE(torch::equal(make_samples(generator, config.generator, {}, 9, 60, 70),
                           all.narrow(0, 60, 70)));
  EXPECT_FALSE(
      torch::equal(make_samples(generator, config.generator, {}, 8, 0, 3), all.narrow(0, 0, 3)));
  Generator same = generator;
  const torch::Tensor direct = same->forward(make_sample_latents(config.generator, 9, 0, 200));
  EXPECT_TRUE(torch::allclose(direct, all, 1e-5, 1e-6));
}

}  // namespace gan
