// Compares the fused engine with the autograd engine: the same mathematics in another order.
#include "core/train/fused_engine.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include <random>

#include "core/base/errors.h"
#include "core/models/classes.h"
#include "core/models/sampling.h"
#include "core/models/shift.h"
#include "tests/small_run.h"

namespace gan {
namespace {

ClassTable table_of(const DataShape& shape) {
  const auto classes = static_cast<size_t>(shape.classes);
  return {std::vector<std::string>(classes), std::vector<int64_t>(classes, 1)};
}

Batch images_of(int64_t step, int64_t count, const DataShape& shape) {
  torch::manual_seed(static_cast<uint64_t>(step));
  const ImageShape& image = shape.image;
  return {torch::rand({count, image.channels, image.height, image.width}) * 2 - 1,
          draw_classes(table_of(shape), ClassDraw::kEven, 5, Stream::kEvaluation, step, count)};
}

StepInputs inputs_of(const Config& config, int64_t step, int64_t count, const DataShape& shape,
                     bool with_generator = true) {
  const auto draw = [&](Stream stream) {
    torch::Tensor latents = torch::empty({count, config.generator.latent});
    fill_latents(config.generator, config.seed, stream, step, 0, latents);
    return latents;
  };
  const auto draw_shifts = [&](Stream stream) {
    const int64_t most = config.discriminator.shift;
    return most > 0 ? gan::draw_shifts(config.seed, stream, step, 2 * count, most)
                    : torch::Tensor();
  };
  const auto labels = [&](LabelKind kind) {
    return make_labels(config.loss, config.seed, Stream::kLabels, step, kind, count);
  };
  const auto classes = [&](Stream stream) {
    return draw_classes(table_of(shape), ClassDraw::kEven, config.seed, stream, step, count);
  };
  StepInputs inputs;
  inputs.real = images_of(step, count, shape);
  inputs.progress = static_cast<double>(step) / 50;
  inputs.discriminator = {draw(Stream::kDiscriminatorLatents),
                          draw_shifts(Stream::kDiscriminatorShifts),
                          classes(Stream::kDiscriminatorClasses)};
  inputs.real_labels = labels(LabelKind::kReal);
  inputs.fake_labels = labels(LabelKind::kFake);
  if (!with_generator) return inputs;
  inputs.generator = {draw(Stream::kGeneratorLatents), draw_shifts(Stream::kGeneratorShifts),
                      classes(Stream::kGeneratorClasses)};
  inputs.target_labels = labels(LabelKind::kTarget);
  return inputs;
}

double largest_difference(const torch::nn::Module& a, const torch::nn::Module& b) {
  double largest = 0;
  for (size_t i = 0; i < a.parameters().size(); ++i)
    largest = std::max(largest, (a.parameters()[i] - b.parameters()[i]).abs().max().item<double>());
  return largest;
}

// Takes steps with both engines from the same state; every seventh batch is shorter, and G is
// trained every k-th step.
// returns  the largest difference of a loss, a probability or a weight
double difference_after(int64_t steps, const Config& config, const DataShape& shape) {
  TrainState reference(config, shape.image, torch::kCPU, table_of(shape));
  TrainState state(config, shape.image, torch::kCPU, table_of(shape));
  const std::unique_ptr<Engine> reference_engine =
      make_engine({EngineKind::kAutograd, Precision::kFloat32}, reference, 2);
  FusedEngine engine(state, *list_kernels(Precision::kFloat32).front(), 2);
  double largest = 0;
  const auto compare = [&](double a, double b) {
    largest = std::max(largest, std::abs(a - b) / std::max(1.0, std::abs(b)));
  };
  for (int64_t step = 0; step < steps; ++step) {
    const int64_t count =
        step % 7 == 6 ? (config.train.batch_size + 1) / 2 : config.train.batch_size;
    const bool with_generator = (step + 1) % config.train.discriminator_k == 0;
    const StepInputs inputs = inputs_of(config, step, count, shape, with_generator);
    reference.position.step = state.position.step = step;
    const StepResult expected = reference_engine->step(inputs);
    const StepResult actual = engine.step(inputs);
    EXPECT_EQ(actual.penalty.has_value(), expected.penalty.has_value());
    if (expected.penalty) compare(*actual.penalty, *expected.penalty);
    compare(actual.real_loss, expected.real_loss);
    compare(actual.fake_loss, expected.fake_loss);
    compare(actual.real_probability, expected.real_probability);
    compare(actual.fake_probability, expected.fake_probability);
    EXPECT_EQ(actual.generator_loss.has_value(), with_generator);
    if (with_generator) compare(*actual.generator_loss, *expected.generator_loss);
    if (step % 10 > 0) continue;
    const StepResult expected_validation = reference_engine->validate(inputs);
    const StepResult validation = engine.validate(inputs);
    compare(validation.real_loss, expected_validation.real_loss);
    compare(validation.fake_loss, expected_validation.fake_loss);
    if (with_generator) compare(*validation.generator_loss, *expected_validation.generator_loss);
  }
  EXPECT_EQ(state.generator_adam.state().step, steps / config.train.discriminator_k);
  EXPECT_EQ(state.discriminator_adam.state().step, steps);
  return std::max({largest, largest_difference(*state.generator, *reference.generator),
                   largest_difference(*state.sampled_generator(), *reference.sampled_generator()),
                   largest_difference(*state.discriminator, *reference.discriminator)});
}

std::string describe(const Config& config) {
  std::ostringstream text;
  text << "G " << config.generator.latent << " " << config.generator.hidden << " "
       << name_of(config.generator.activation) << ", D " << config.discriminator.hidden << " "
       << name_of(config.discriminator.activation) << ", batch " << config.train.batch_size
       << ", k " << config.train.discriminator_k << ", " << name_of(config.loss.labels) << " "
       << name_of(config.loss.smoothing_sides) << ", " << name_of(config.loss.objective) << ", R1 "
       << config.penalty.r1 << ", R2 " << config.penalty.r2 << ", WGAN-GP "
       << config.penalty.wgan_gp << " every " << config.penalty.every_steps << ", shifts of "
       << config.discriminator.shift << ", dropout " << config.discriminator.dropout << ", noise "
       << config.discriminator.instance_noise;
  return text.str();
}

}  // namespace

TEST(FusedEngine, EqualsAutogradOverFiftyStepsOfAnyNetworks) {
  std::mt19937 random(7);
  const auto draw = [&](int64_t low, int64_t high) {
    return std::uniform_int_distribution<int64_t>(low, high)(random);
  };
  const auto one_of = [&](const auto& choices) {
    return choices[static_cast<size_t>(draw(0, static_cast<int64_t>(choices.size()) - 1))];
  };
  // A unit whose input is 0 up to rounding may fall on either side of a kink. This is rare.
  int strayed_at_a_kink = 0;
  for (int network = 0; network < 60; ++network) {
    Config config;
    config.seed = network;
    const auto hidden = [&] {
      std::vector<int64_t> widths(static_cast<size_t>(draw(0, 4)));
      for (int64_t& width : widths) width = draw(1, 100);
      return widths;
    };
    const std::vector<Activation> activations = {Activation::kLeakyRelu, Activation::kRelu,
                                                 Activation::kElu, Activation::kSilu,
                                                 Activation::kTanh};
    config.generator.latent = draw(1, 70);
    config.generator.hidden = hidden();
    config.generator.activation = one_of(activations);
    config.generator.init = Init::kHe;
    config.discriminator.hidden = hidden();
    config.discriminator.activation = one_of(activations);
    config.discriminator.init = Init::kHe;
    // Adam divides a gradient by its own size. If a gradient is only rounding error, because those
    // of real and generated images cancel, so is the step with an epsilon of 1e-8, and float32
    // cannot reproduce it in another order.
    config.optimizer.generator_epsilon = 1e-5;
    config.optimizer.discriminator_epsilon = 1e-5;
    config.train.batch_size = draw(1, 80);
    config.train.discriminator_k = draw(1, 3);
    config.loss.labels = one_of(std::vector<LabelMode>{LabelMode::kFixed, LabelMode::kRedrawn});
    config.loss.smoothing_sides =
        one_of(std::vector<SmoothingSides>{SmoothingSides::kOne, SmoothingSides::kTwo});
    const DataShape shape{{draw(0, 1) * 2 + 1, draw(1, 9), draw(1, 9)}, draw(0, 1) * draw(1, 40)};
    config.discriminator.dropout = 0.3 * static_cast<double>(draw(0, 1));
    config.discriminator.instance_noise = 0.2 * static_cast<double>(draw(0, 1));
    const double difference = difference_after(50, config, shape);
    const auto has_kink = [](Activation activation) {
      return activation == Activation::kLeakyRelu || activation == Activation::kRelu;
    };
    const bool may_stray =
        has_kink(config.generator.activation) || has_kink(config.discriminator.activation);
    if (may_stray && difference > 1e-6) ++strayed_at_a_kink;
    EXPECT_LE(difference, may_stray ? 1e-4 : 1e-6) << describe(config);
  }
  EXPECT_LE(strayed_at_a_kink, 2);
}

// Networks whose widths are no multiples of a block, and Adam as above.
Config odd_widths() {
  Config config;
  config.optimizer.generator_epsilon = 1e-5;
  config.optimizer.discriminator_epsilon = 1e-5;
  config.generator.latent = 10;
  config.generator.hidden = {37, 50};
  config.generator.init = Init::kHe;
  config.discriminator.hidden = {70, 33};
  config.discriminator.init = Init::kHe;
  return config;
}

// Compares R1 and R2 in closed form with LibTorch's second derivatives.
TEST(FusedEngine, EqualsAutogradUnderEveryObjectiveAndPenalty) {
  int penalized = 0;
  for (const Objective objective :
       {Objective::kNonSaturating, Objective::kMinimax, Objective::kLeastSquares, Objective::kHinge,
        Objective::kWasserstein, Objective::kRelativistic}) {
    for (const auto& [r1, r2] :
         std::vector<std::pair<double, double>>{{0, 0}, {2, 0}, {0, 3}, {0.5, 0.2}}) {
      Config config = odd_widths();
      config.seed = ++penalized;
      config.loss.objective = objective;
      config.penalty = {r1, r2, 0, 1 + penalized % 3};
      config.ema = {0.9, 3};
      config.optimizer.schedule = penalized % 2 ? Schedule::kLinear : Schedule::kCosine;
      config.discriminator.hidden = {70, 33, 40};
      config.discriminator.hidden.resize(static_cast<size_t>(penalized % 4));
      config.discriminator.activation = penalized % 3 ? Activation::kLeakyRelu : Activation::kRelu;
      config.train.batch_size = 40;
      EXPECT_LE(difference_after(30, config, {{3, 7, 6}, penalized % 2 * 3}), 2e-6)
          << describe(config);
    }
  }
}

TEST(FusedEngine, EqualsAutogradOnShiftedImages) {
  for (const Objective objective : {Objective::kNonSaturating, Objective::kRelativistic})
    for (const int64_t shift : {1, 2, 8}) {
      Config config = odd_widths();
      config.seed = shift;
      config.discriminator.shift = shift;
      config.loss.objective = objective;
      config.penalty = {0.5, 0.2, 0, 2};
      config.train.batch_size = 40;
      EXPECT_LE(difference_after(30, config, {{3, 7, 6}, 4}), 2e-6) << describe(config);
    }
}

// Dropout, instance noise and WGAN-GP draw numbers inside the step, which both engines must find.
TEST(FusedEngine, EqualsAutogradWithNoiseInsideTheDiscriminator) {
  int64_t seed = 0;
  for (const Objective objective :
       {Objective::kNonSaturating, Objective::kWasserstein, Objective::kRelativistic})
    for (const double dropout : {0.0, 0.4})
      for (const double noise : {0.0, 0.3})
        for (const Config::Penalty penalty :
             {Config::Penalty{0, 0, 0, 1}, Config::Penalty{0, 0, 10, 2},
              Config::Penalty{0.5, 0, 1, 1}, Config::Penalty{0.5, 0.2, 0, 3}}) {
          Config config = odd_widths();
          config.seed = ++seed;
          config.loss.objective = objective;
          config.penalty = penalty;
          config.discriminator.dropout = dropout;
          config.discriminator.instance_noise = noise;
          config.discriminator.shift = seed % 3;
          config.train.batch_size = 35 + seed % 2;
          EXPECT_LE(difference_after(15, config, {{1 + seed % 2 * 2, 7, 5}, seed % 2 * 3}), 2e-6)
              << describe(config);
        }
}

TEST(FusedEngine, LeavesUnsupportedSettingsToAutograd) {
  const auto kind_with = [](const std::function<void(Config&)>& change) {
    Config config;
    change(config);
    return choose_engine(config, torch::kCPU).kind;
  };
  EXPECT_EQ(kind_with([](Config&) {}), EngineKind::kFused);
  EXPECT_EQ(kind_with([](Config& c) { c.penalty.r1 = c.penalty.r2 = c.penalty.wgan_gp = 1; }),
            EngineKind::kFused);
  EXPECT_EQ(kind_with([](Config& c) {
              c.discriminator.dropout = c.discriminator.instance_noise = 0.1;
              c.discriminator.activation = Activation::kSilu;
            }),
            EngineKind::kFused);
  const std::vector<std::function<void(Config&)>> others = {
      [](Config& c) { c.generator.normalization = Normalization::kBatch; },
      [](Config& c) { c.penalty.wgan_gp = 10, c.discriminator.activation = Activation::kElu; },
      [](Config& c) { c.penalty.r1 = 1, c.discriminator.activation = Activation::kSilu; },
      [](Config& c) { c.penalty.r2 = 1, c.discriminator.activation = Activation::kTanh; },
  };
  for (const auto& change : others) {
    EXPECT_EQ(kind_with(change), EngineKind::kAutograd);
    Config config;
    change(config);
    config.engine = EngineOption::kFused;
    EXPECT_THROW(choose_engine(config, torch::kCPU), UsageError);
  }
}

// With LeakyReLU, one of 500,000 units may fall on the other side of its kink at any time, because
// BLAS libraries and processors round differently; what is wrong shows with every seed.
TEST(FusedEngine, EqualsAutogradOnTheDefaultNetworks) {
  int strayed_at_a_kink = 0;
  for (const int64_t seed : {1, 2, 3, 4, 5, 6}) {
    Config config;
    config.seed = seed;
    config.optimizer.generator_epsilon = 1e-5;  // as above
    config.optimizer.discriminator_epsilon = 1e-5;
    const double difference = difference_after(3, config, {{1, 28, 28}});
    EXPECT_LE(difference, 1e-4);
    if (difference > 1e-6) ++strayed_at_a_kink;
    if (seed > 3) continue;
    config.generator.activation = config.discriminator.activation = Activation::kSilu;
    EXPECT_LE(difference_after(20, config, {{1, 28, 28}}), 1e-6);
  }
  EXPECT_LE(strayed_at_a_kink, 4);
}

// The distance between two runs after 5 steps, relative to how far the second has moved.
double distance_after_five_steps(const EngineChoice& choice, const EngineChoice& reference_choice,
                                 const DataShape& shape) {
  const Config config;
  TrainState start(config, shape.image, torch::kCPU, table_of(shape));
  TrainState state(config, shape.image, torch::kCPU, table_of(shape));
  TrainState reference(config, shape.image, torch::kCPU, table_of(shape));
  const auto engine = make_engine(choice, state, 2);
  const auto reference_engine = make_engine(reference_choice, reference, 2);
  for (int64_t step = 0; step < 5; ++step) {
    const StepInputs inputs = inputs_of(config, step, 64, shape);
    const StepResult expected = reference_engine->step(inputs);
    const StepResult actual = engine->step(inputs);
    constexpr double kUnit = 1.0 / 256;  // relative rounding error of bfloat16
    EXPECT_NEAR(actual.real_loss, expected.real_loss, kUnit * expected.real_loss) << step;
    EXPECT_NEAR(actual.fake_loss, expected.fake_loss, kUnit * expected.fake_loss) << step;
    EXPECT_NEAR(*actual.generator_loss, *expected.generator_loss, kUnit * *expected.generator_loss);
  }
  double apart = 0;
  double gone = 0;
  const auto add = [](double& sum, const torch::nn::Module& a, const torch::nn::Module& b) {
    for (size_t i = 0; i < a.parameters().size(); ++i)
      sum += (a.parameters()[i] - b.parameters()[i]).square().sum().item<double>();
  };
  add(apart, *state.generator, *reference.generator);
  add(apart, *state.discriminator, *reference.discriminator);
  add(gone, *start.generator, *reference.generator);
  add(gone, *start.discriminator, *reference.discriminator);
  return std::sqrt(apart / gone);
}

TEST(FusedEngine, InBfloat16StaysNearFloat32AtFirst) {
  const EngineChoice float32{EngineKind::kAutograd, Precision::kFloat32};
  for (const int64_t classes : {0, 10}) {
    const DataShape shape{{1, 28, 28}, classes};
    const double fused =
        distance_after_five_steps({EngineKind::kFused, Precision::kBfloat16}, float32, shape);
    const double libtorch =
        distance_after_five_steps({EngineKind::kAutograd, Precision::kBfloat16}, float32, shape);
    EXPECT_LE(fused, 0.1);
    EXPECT_LE(fused, libtorch);  // LibTorch rounds the weights' gradients as well
  }
}

TEST(FusedEngine, GivesTheSameBitsOnAnyNumberOfThreads) {
  for (const Precision precision : {Precision::kFloat32, Precision::kBfloat16}) {
    std::vector<std::vector<torch::Tensor>> results;
    for (const int threads : {1, 2, 5}) {
      Config config;
      config.penalty = {1, 1, 1, 2};
      config.discriminator.dropout = 0.1;
      config.discriminator.instance_noise = 0.1;
      config.ema.decay = 0.9;
      const DataShape shape{{1, 28, 28}, 10};
      TrainState state(config, shape.image, torch::kCPU, table_of(shape));
      FusedEngine engine(state, *list_kernels(precision).front(), threads);
      for (int64_t step = 0; step < 3; ++step) engine.step(inputs_of(config, step, 64, shape));
      results.push_back(tensors_of(state));
    }
    EXPECT_TRUE(are_equal(results[0], results[1]));
    EXPECT_TRUE(are_equal(results[0], results[2]));
  }
}

}  // namespace gan
