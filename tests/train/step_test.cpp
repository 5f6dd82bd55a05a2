// Compares the step with PyTorch's: tests/fixtures/make_pytorch_fixture.py trained the same
// networks from the same weights on the same images, latents and labels.
#include "core/train/step.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include "core/base/file.h"
#include "tests/plain_engine.h"
#include "tests/small_run.h"

namespace gan {
namespace {

class PytorchStep : public testing::Test {
 protected:
  PytorchStep() : state_(fixture_config(), {1, 4, 4}, torch::kCPU) {
    const std::string bytes = read_file(GAN_TESTS_FOLDER "/fixtures/pytorch.pt", 1 << 20);
    for (const auto& entry : torch::pickle_load({bytes.begin(), bytes.end()}).toGenericDict())
      fixture_.insert({entry.key().toStringRef(), entry.value().toTensor()});
    load("generator.", *state_.generator);
    load("discriminator.", *state_.discriminator);
  }

  // The inputs that PyTorch got in a step of the fixture, with or without those of G.
  StepInputs inputs_of(const std::string& step, bool with_generator) {
    StepInputs inputs;
    inputs.real = {fixture_.at(step + "real_images")};
    inputs.discriminator = {fixture_.at(step + "discriminator_latents")};
    inputs.real_labels = labels("real", inputs.real.count());
    inputs.fake_labels = labels("fake", inputs.real.count());
    inputs.target_labels = labels("target", inputs.real.count());
    if (with_generator) inputs.generator = {fixture_.at(step + "generator_latents")};
    return inputs;
  }

  torch::Tensor labels(const std::string& kind, int64_t count) {
    return fixture_.at("labels." + kind).narrow(0, 0, count);
  }

  static Config fixture_config() {
    Config config;
    config.generator.latent = 5;
    config.generator.hidden = {7, 6};
    config.discriminator.hidden = {6, 5};
    config.optimizer.generator_learning_rate = 1e-3;
    config.optimizer.discriminator_learning_rate = 1e-3;
    return config;
  }

  void load(const std::string& prefix, torch::nn::Module& network) {
    const torch::NoGradGuard no_grad;
    for (auto& parameter : network.named_parameters())
      parameter.value().copy_(fixture_.at(prefix + parameter.key()));
  }

  void expect_close(const torch::Tensor& actual, const std::string& name) {
    const torch::Tensor expected = fixture_.at(name).reshape(actual.sizes());
    const double scale = expected.abs().max().item<double>();
    EXPECT_LE((actual - expected).abs().max().item<double>(), 1e-5 * scale) << name;
  }

  std::vector<torch::Tensor> expect_gradients(const torch::Tensor& loss, torch::nn::Module& network,
                                              const std::string& prefix) {
    const auto gradients = torch::autograd::grad({loss}, network.parameters());
    size_t i = 0;
    for (const auto& parameter : network.named_parameters())
      expect_close(gradients[i++], prefix + parameter.key());
    return gradients;
  }

  std::map<std::string, torch::Tensor> fixture_;
  TrainState state_;
};

StepInputs small_inputs(const torch::Tensor& images, bool with_generator) {
  const torch::Tensor labels = torch::full({images.size(0), 1}, 0.5F);
  StepInputs inputs;
  inputs.real = {images};
  inputs.discriminator = {torch::randn({images.size(0), 6})};
  inputs.real_labels = inputs.fake_labels = inputs.target_labels = labels;
  if (with_generator) inputs.generator = {torch::randn({images.size(0), 6})};
  return inputs;
}

}  // namespace

TEST_F(PytorchStep, LogitsLossesGradientsAndWeightsAreThoseOfPytorch) {
  for (int i = 0; i < 5; ++i) {
    const std::string step = "step" + std::to_string(i) + ".";
    const torch::Tensor real = fixture_.at(step + "real_images");
    const int64_t count = real.size(0);

    const torch::Tensor fake =
        state_.generator->forward(fixture_.at(step + "discriminator_latents")).detach();
    const torch::Tensor real_logits = state_.discriminator->forward(real);
    const torch::Tensor fake_logits = state_.discriminator->forward(fake);
    const torch::Tensor real_loss = mean_bce(real_logits, labels("real", count));
    const torch::Tensor fake_loss = mean_bce(fake_logits, labels("fake", count));
    expect_close(real_logits, step + "real_logits");
    expect_close(fake_logits, step + "fake_logits");
    expect_close(real_loss, step + "loss_real");
    expect_close(fake_loss, step + "loss_fake");
    expect_gradients(real_loss + fake_loss, *state_.discriminator, step + "discriminator_grad.");
    const StepResult result = train_step(state_, inputs_of(step, false));
    EXPECT_NEAR(result.real_loss, real_loss.item<double>(), 1e-6);
    EXPECT_NEAR(result.fake_probability, fake_logits.sigmoid().mean().item<double>(), 1e-6);
    EXPECT_FALSE(result.generator_loss);

    const torch::Tensor latents = fixture_.at(step + "generator_latents");
    const torch::Tensor logits = state_.discriminator->forward(state_.generator->forward(latents));
    const torch::Tensor g_loss = mean_bce(logits, labels("target", count));
    expect_close(logits, step + "generated_logits");
    expect_close(g_loss, step + "loss_generator");
    state_.generator_adam.step(
        expect_gradients(g_loss, *state_.generator, step + "generator_grad."),
        generator_adam_options(state_.config, 0));
  }
  for (const auto& parameter : state_.generator->named_parameters())
    expect_close(parameter.value(), "final.generator." + parameter.key());
  for (const auto& parameter : state_.discriminator->named_parameters())
    expect_close(parameter.value(), "final.discriminator." + parameter.key());
}

TEST_F(PytorchStep, WholeStepsEndInPytorchsWeights) {
  for (int i = 0; i < 5; ++i) {
    const std::string step = "step" + std::to_string(i) + ".";
    const StepResult result = train_step(state_, inputs_of(step, true));
    EXPECT_NEAR(*result.generator_loss, fixture_.at(step + "loss_generator").item<double>(), 1e-5);
  }
  for (const auto& parameter : state_.generator->named_parameters())
    expect_close(parameter.value(), "final.generator." + parameter.key());
  for (const auto& parameter : state_.discriminator->named_parameters())
    expect_close(parameter.value(), "final.discriminator." + parameter.key());
}

TEST(TrainStep, LeavesTheGeneratorAloneWhenItIsNotItsTurn) {
  TrainState state = small_state(small_config());
  const auto before = state.generator->parameters()[0].detach().clone();
  const StepInputs inputs = small_inputs(torch::zeros({5, 1, 4, 3}), false);
  EXPECT_FALSE(train_step(state, inputs).generator_loss);
  EXPECT_TRUE(torch::equal(state.generator->parameters()[0], before));
  EXPECT_EQ(state.generator_adam.state().step, 0);
  EXPECT_EQ(state.discriminator_adam.state().step, 1);
}

TEST(TrainStep, RefusesALossThatIsNotFinite) {
  TrainState state = small_state(small_config());
  const auto before = state.discriminator->parameters()[0].detach().clone();
  const StepInputs inputs = small_inputs(torch::full({5, 1, 4, 3}, NAN), false);
  EXPECT_THROW(train_step(state, inputs), std::runtime_error);
  EXPECT_TRUE(torch::equal(state.discriminator->parameters()[0], before));
}

TEST(ValidateStep, ChangesNoWeight) {
  TrainState state = small_state(small_config());
  const auto before = tensors_of(state);
  const StepInputs inputs = small_inputs(torch::zeros({5, 1, 4, 3}), true);
  const StepResult result = validate_step(state, inputs);
  EXPECT_NEAR(result.real_loss, std::log(2), 0.15);
  EXPECT_TRUE(result.generator_loss);
  EXPECT_TRUE(are_equal(tensors_of(state), before));
  EXPECT_TRUE(state.generator->is_training());
}

TEST(ValidateStep, LeavesTheNetworksInTrainingModeWhenItThrows) {
  TrainState state = small_state(small_config());
  StepInputs inputs;
  inputs.real = {torch::zeros({2, 3})};  // of no image's size
  inputs.discriminator = {torch::zeros({2, 3})};
  EXPECT_ANY_THROW(validate_step(state, inputs));
  EXPECT_TRUE(state.generator->is_training());
  EXPECT_TRUE(state.discriminator->is_training());
}

}  // namespace gan
