// Compares both engines with PyTorch: tests/fixtures/make_pytorch_fixture.py took five steps of
// each of some trainings, from the same weights on the same inputs.
#include "core/train/engine.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include "core/base/file.h"
#include "core/config/config_json.h"
#include "core/train/fused_engine.h"

namespace gan {
namespace {

constexpr int kSteps = 5;

using Tensors = std::map<std::string, torch::Tensor>;

struct PytorchTraining {
  Config config;
  Tensors tensors;  // as make_pytorch_fixture.py says

  // Undefined if this training has none of that name.
  torch::Tensor find(const std::string& name) const {
    const auto found = tensors.find(name);
    return found == tensors.end() ? torch::Tensor() : found->second;
  }
  torch::Tensor find_integers(const std::string& name) const {
    const torch::Tensor found = find(name);
    return found.defined() ? found.to(torch::kInt64) : found;
  }
};

std::map<std::string, PytorchTraining> read_trainings() {
  const std::string bytes = read_file(GAN_TESTS_FOLDER "/fixtures/pytorch.pt", 1 << 20);
  const auto file = torch::pickle_load({bytes.begin(), bytes.end()}).toGenericDict();
  std::map<std::string, PytorchTraining> trainings;
  for (const auto& entry : file.at("configs").toGenericDict())
    trainings[entry.key().toStringRef()].config =
        parse_config(entry.value().toStringRef(), "pytorch.pt");
  for (const auto& entry : file.at("tensors").toGenericDict()) {
    const std::string& name = entry.key().toStringRef();
    const size_t dot = name.find('.');
    trainings.at(name.substr(0, dot)).tensors[name.substr(dot + 1)] = entry.value().toTensor();
  }
  return trainings;
}

void set_weights(torch::nn::Module& network, const torch::Tensor& weights) {
  const torch::NoGradGuard no_grad;
  int64_t first = 0;
  for (torch::Tensor& parameter : network.parameters()) {
    parameter.copy_(weights.narrow(0, first, parameter.numel()).view_as(parameter));
    first += parameter.numel();
  }
}

TrainState initial_state(const PytorchTraining& training, torch::Device device) {
  const ClassTable classes = training.config.condition == Condition::kClass
                                 ? ClassTable{{"0", "1", "2"}, {1, 1, 1}, 0}
                                 : ClassTable{};
  TrainState state(training.config, {1, 4, 4}, device, classes);
  set_weights(*state.generator, training.find("generator"));
  set_weights(*state.discriminator, training.find("discriminator"));
  if (!state.averaged_generator.is_empty())
    set_weights(*state.averaged_generator, training.find("generator"));
  return state;
}

StepInputs inputs_of(const PytorchTraining& training, int step) {
  const std::string prefix = "step" + std::to_string(step) + ".";
  const auto draws_of = [&](const std::string& network) {
    return StepDraws{training.find(prefix + network + "_latents"),
                     training.find_integers(prefix + network + "_shifts"),
                     training.find_integers(prefix + network + "_classes")};
  };
  StepInputs inputs;
  inputs.real = {training.find(prefix + "real_images"),
                 training.find_integers(prefix + "real_classes")};
  inputs.progress = static_cast<double>(step) / kSteps;
  inputs.discriminator = draws_of("discriminator");
  inputs.generator = draws_of("generator");
  inputs.real_labels = training.find(prefix + "real_labels");
  inputs.fake_labels = training.find(prefix + "fake_labels");
  inputs.target_labels = training.find(prefix + "target_labels");
  return inputs;
}

// All parameters, or their moments, as one vector.
torch::Tensor join(const std::vector<torch::Tensor>& tensors) {
  return torch::nn::utils::parameters_to_vector(tensors).detach().to(torch::kCPU, torch::kFloat32,
                                                                     false, /*copy=*/true);
}

// tolerance  as a fraction of the largest expected value, or of `least` if that is larger
void expect_close(const torch::Tensor& actual, const torch::Tensor& expected, double tolerance,
                  const std::string& name, double least = 1e-3) {
  ASSERT_TRUE(expected.defined()) << name;
  const double scale = std::max(expected.abs().max().item<double>(), least);
  EXPECT_LE((actual - expected).abs().max().item<double>(), tolerance * scale) << name;
}

void expect_losses(const PytorchTraining& training, const std::string& prefix,
                   const StepResult& result, double tolerance, double least = 1e-3) {
  const auto expect = [&](double actual, const std::string& name) {
    expect_close(torch::tensor({actual}), training.find(prefix + name), tolerance, prefix + name,
                 least);
  };
  expect(result.real_loss, "loss_real");
  expect(result.fake_loss, "loss_fake");
  expect(*result.generator_loss, "loss_generator");
}

// g = (m - b1 m_before) / (1 - b1), from Adam's first moments before and after a step.
torch::Tensor gradient_of(const torch::Tensor& before, const torch::Tensor& after, double beta1) {
  return (after - beta1 * before) / (1 - beta1);
}

torch::Tensor moments_of(const Adam& adam) { return join(adam.state().exp_avg); }

// Losses, gradients, weights and the average of G's.
void expect_training(const PytorchTraining& training, EngineKind kind,
                     torch::Device device = torch::kCPU) {
  constexpr double kTolerance = 2e-5;
  TrainState state = initial_state(training, device);
  const auto engine = make_engine({kind, Precision::kFloat32}, state, 2);
  const auto expect = [&](const torch::Tensor& actual, const std::string& name) {
    expect_close(actual, training.find(name), kTolerance, name);
  };
  for (int i = 0; i < kSteps; ++i) {
    const std::string prefix = "step" + std::to_string(i) + ".";
    const torch::Tensor d_before = moments_of(state.discriminator_adam);
    const torch::Tensor g_before = moments_of(state.generator_adam);
    state.position.step = i;
    const StepResult result = engine->step(inputs_of(training, i));
    expect_losses(training, prefix, result, kTolerance);
    EXPECT_EQ(result.penalty.has_value(), training.find(prefix + "penalty").defined()) << prefix;
    if (result.penalty) expect(torch::tensor({*result.penalty}), prefix + "penalty");
    expect(gradient_of(d_before, moments_of(state.discriminator_adam),
                       state.config.optimizer.discriminator_beta1),
           prefix + "discriminator_gradient");
    expect(gradient_of(g_before, moments_of(state.generator_adam),
                       state.config.optimizer.generator_beta1),
           prefix + "generator_gradient");
  }
  expect(join(state.generator->parameters()), "final.generator");
  expect(join(state.discriminator->parameters()), "final.discriminator");
  EXPECT_EQ(state.averaged_generator.is_empty(), !training.find("final.average").defined());
  if (!state.averaged_generator.is_empty())
    expect(join(state.averaged_generator->parameters()), "final.average");
}

}  // namespace

TEST(Engines, TheAutogradEngineTrainsAsPytorchDoes) {
  for (const auto& [name, training] : read_trainings()) {
    const testing::ScopedTrace trace(__FILE__, __LINE__, name);
    expect_training(training, EngineKind::kAutograd);
  }
}

TEST(Engines, TheFusedEngineTrainsAsPytorchDoes) {
  int trained = 0;
  for (const auto& [name, training] : read_trainings()) {
    if (find_unsupported_setting(training.config)) continue;
    const testing::ScopedTrace trace(__FILE__, __LINE__, name);
    expect_training(training, EngineKind::kFused);
    ++trained;
  }
  EXPECT_EQ(trained, 9);  // all but BatchNorm and R2 of a D that is not piecewise linear
}

#ifdef GAN_CUDA
TEST(Engines, TheEnginesOnAGpuTrainAsPytorchDoes) {
  for (const auto& [name, training] : read_trainings())
    for (const EngineKind kind : {EngineKind::kAutograd, EngineKind::kGraph}) {
      const testing::ScopedTrace trace(__FILE__, __LINE__, name);
      expect_training(training, kind, torch::kCUDA);
    }
}
#endif

// Gradients are not compared: where a unit lies near its kink, rounding decides on its slope.
TEST(Engines, TheLossesInBfloat16ArePytorchsToItsPrecision) {
  constexpr double kTolerance = 0.05;  // some roundings of 2^-9 in a row, and differences of logits
  constexpr double kLeast = 0.5;       // the size of a logit: Wasserstein's losses are sums of them
  for (const auto& [name, training] : read_trainings())
    for (const EngineKind kind : {EngineKind::kAutograd, EngineKind::kFused}) {
      if (kind == EngineKind::kFused && find_unsupported_setting(training.config)) continue;
      const testing::ScopedTrace trace(__FILE__, __LINE__, name);
      TrainState state = initial_state(training, torch::kCPU);
      const auto engine = make_engine({kind, Precision::kBfloat16}, state, 2);
      expect_losses(training, "step0.", engine->step(inputs_of(training, 0)), kTolerance, kLeast);
    }
}

}  // namespace gan
