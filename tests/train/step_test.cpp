#include "core/train/step.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include "tests/small_run.h"

namespace gan {
namespace {

StepInputs small_inputs(const torch::Tensor& images, bool with_generator) {
  const torch::Tensor labels = torch::full({images.size(0), 1}, 0.5F);
  StepInputs inputs;
  inputs.real = {images};
  inputs.discriminator = {torch::randn({images.size(0), 6})};
  inputs.real_labels = inputs.fake_labels = inputs.target_labels = labels;
  if (with_generator) inputs.generator = {torch::randn({images.size(0), 6})};
  return inputs;
}

std::unique_ptr<Engine> make_autograd(TrainState& state) {
  return make_engine({EngineKind::kAutograd, Precision::kFloat32}, state, 2);
}

}  // namespace

TEST(TrainStep, LeavesTheGeneratorAloneWhenItIsNotItsTurn) {
  TrainState state = small_state(small_config());
  const auto before = state.generator->parameters()[0].detach().clone();
  const StepInputs inputs = small_inputs(torch::zeros({5, 1, 4, 3}), false);
  EXPECT_FALSE(make_autograd(state)->step(inputs).generator_loss);
  EXPECT_TRUE(torch::equal(state.generator->parameters()[0], before));
  EXPECT_EQ(state.generator_adam.state().step, 0);
  EXPECT_EQ(state.discriminator_adam.state().step, 1);
}

TEST(TrainStep, RefusesALossThatIsNotFinite) {
  TrainState state = small_state(small_config());
  const auto before = state.discriminator->parameters()[0].detach().clone();
  const StepInputs inputs = small_inputs(torch::full({5, 1, 4, 3}, NAN), false);
  EXPECT_THROW(make_autograd(state)->step(inputs), std::runtime_error);
  EXPECT_TRUE(torch::equal(state.discriminator->parameters()[0], before));
}

TEST(ValidateStep, ChangesNoWeight) {
  TrainState state = small_state(small_config());
  const auto before = tensors_of(state);
  const StepInputs inputs = small_inputs(torch::zeros({5, 1, 4, 3}), true);
  const StepResult result = make_autograd(state)->validate(inputs);
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
  EXPECT_ANY_THROW(make_autograd(state)->validate(inputs));
  EXPECT_TRUE(state.generator->is_training());
  EXPECT_TRUE(state.discriminator->is_training());
}

}  // namespace gan
