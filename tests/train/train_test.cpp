#include "core/train/train.h"

#include <gmock/gmock.h>

#include "core/base/errors.h"
#include "core/data/batches.h"
#include "tests/small_run.h"

namespace gan {
namespace {

using testing::ElementsAre;

// Trains up to step `stop`; 0: to the end. Returns all reports.
std::vector<StepReport> run(TrainState& state, const DataSet& images, int64_t stop = 0,
                            const DataSet* validation = nullptr) {
  std::vector<StepReport> reports;
  train_small(state, images, validation, [&](const StepReport& report) {
    reports.push_back(report);
    return state.position.step != stop;
  });
  return reports;
}

// An engine that trains nothing and records its inputs.
class Listener : public Engine {
 public:
  using Engine::Engine;
  StepResult step(const StepInputs& inputs) override {
    steps.push_back(inputs);
    return {};
  }
  StepResult validate(const StepInputs& inputs) override {
    validations.push_back(inputs);
    return {};
  }

  std::vector<StepInputs> steps;
  std::vector<StepInputs> validations;
};

}  // namespace

TEST(Train, KeepsTheShortLastBatchAndCountsImages) {
  TrainState state = small_state(small_config());
  run(state, small_images(), 5);
  EXPECT_EQ(state.position.step, 5);
  EXPECT_EQ(state.position.epoch, 1);
  EXPECT_EQ(state.position.batch, 0);
  EXPECT_EQ(state.position.images, 22);  // 4 * 5 + 2
}

TEST(Train, ShowsEveryImageOnceAnEpochInShuffledOrder) {
  // Images of one pixel, and a D that is a single weight: its logits identify the images.
  Config config = small_config();
  config.discriminator.hidden = {};
  config.train.batch_size = 1;
  config.loss.smoothing = 0;
  config.optimizer.discriminator_learning_rate = 1e-12;
  const DataSet images{{torch::arange(7).mul(40).to(torch::kUInt8).view({7, 1, 1, 1}), 1}, {}};
  TrainState state(config, {1, 1, 1}, torch::kCPU);
  {
    const torch::NoGradGuard no_grad;
    state.discriminator->parameters()[0].fill_(1);
    state.discriminator->parameters()[1].fill_(0);
  }
  std::vector<int> order;
  for (const StepReport& report : run(state, images, 7)) {
    const double p = report.steps.front().real_probability;
    order.push_back(static_cast<int>(std::lround((std::log(p / (1 - p)) + 1) * 127.5 / 40)));
  }
  EXPECT_THAT(order, testing::UnorderedElementsAre(0, 1, 2, 3, 4, 5, 6));
  EXPECT_THAT(order, testing::Not(ElementsAre(0, 1, 2, 3, 4, 5, 6)));
}

TEST(Train, TrainsTheGeneratorEveryKBatchesAndOnTheLastOfAnEpoch) {
  Config config = small_config();
  config.train.discriminator_k = 2;
  TrainState state = small_state(config);
  std::vector<bool> turns;
  for (const StepReport& report : run(state, small_images(), 10))
    turns.push_back(report.steps.front().generator_loss.has_value());
  const bool o = false, g = true;
  EXPECT_THAT(turns, ElementsAre(o, g, o, g, g, o, g, o, g, g));
}

TEST(Train, EndsByEpochsOrBySteps) {
  Config config = small_config();
  TrainState by_epochs = small_state(config);
  run(by_epochs, small_images());
  EXPECT_EQ(by_epochs.position.step, 15);
  config.train.steps = 7;
  TrainState by_steps = small_state(config);
  run(by_steps, small_images());
  EXPECT_EQ(by_steps.position.step, 7);
}

TEST(Train, ReportsMeansOfWindowsAndEpochs) {
  TrainState state = small_state(small_config());
  const auto reports = run(state, small_images(), 5);
  const auto real = [&](size_t i) { return reports[i].steps.front().real_loss; };
  EXPECT_FALSE(reports[0].window);
  EXPECT_NEAR(reports[1].window->mean(Averages::kRealLoss), (real(0) + real(1)) / 2, 1e-12);
  EXPECT_NEAR(reports[3].window->mean(Averages::kRealLoss), (real(2) + real(3)) / 2, 1e-12);
  EXPECT_NEAR(reports[4].window->mean(Averages::kRealLoss), real(4), 1e-12);
  EXPECT_NEAR(reports[4].epoch->mean(Averages::kRealLoss),
              (real(0) + real(1) + real(2) + real(3) + real(4)) / 5, 1e-12);
}

TEST(Train, IsTheSameToTheBitEachTime) {
  TrainState a = small_state(small_config());
  TrainState b = small_state(small_config());
  const DataSet images = small_images();
  run(a, images);
  run(b, images);
  EXPECT_TRUE(are_equal(tensors_of(a), tensors_of(b)));
  Config other = small_config();
  other.seed = 2;
  TrainState c = small_state(other);
  run(c, images);
  EXPECT_FALSE(torch::equal(a.generator->parameters()[0], c.generator->parameters()[0]));
}

TEST(Train, HasDSeeEveryImageShiftedAnewButNotInValidation) {
  Config config = small_config();
  config.discriminator.shift = 2;
  config.train.discriminator_k = 2;
  config.train.epochs = 1;
  TrainState state = small_state(config);
  const DataSet images = small_images();
  Listener listener(state);
  train(state, listener, images, &images, [](const StepReport&) { return true; });
  ASSERT_EQ(listener.steps.size(), 5);
  for (size_t i = 0; i < 5; ++i) {
    const StepInputs& step = listener.steps[i];
    EXPECT_THAT(step.discriminator.shifts.sizes(), ElementsAre(i < 4 ? 10 : 4, 2));
    EXPECT_EQ(step.generator.has_value(), i == 1 || i >= 3) << i;
    if (step.generator) {
      EXPECT_TRUE(step.generator->shifts.defined());
    }
  }
  const torch::Tensor shifts = listener.steps[1].discriminator.shifts;
  EXPECT_FALSE(torch::equal(shifts, listener.steps[0].discriminator.shifts));
  EXPECT_FALSE(torch::equal(shifts, listener.steps[1].generator->shifts));
  ASSERT_EQ(listener.validations.size(), 6);
  EXPECT_FALSE(listener.validations[0].discriminator.shifts.defined());
  EXPECT_FALSE(listener.validations[1].generator->shifts.defined());
}

TEST(Train, DrawsTheClassesOfGeneratedImagesByTheRuleOfTheConfig) {
  Config config = small_config();
  config.condition = Condition::kClass;
  const DataSet images = small_images();
  for (const ClassDraw rule : {ClassDraw::kFrequencies, ClassDraw::kEven, ClassDraw::kPaired}) {
    config.generator.classes = rule;
    TrainState state = small_state(config);
    Listener listener(state);
    train(state, listener, images, &images, [](const StepReport&) { return true; });
    const std::vector<int64_t> order = shuffled_indices(22, config.seed, 0);
    const StepInputs& step = listener.steps[1];
    const torch::Tensor shown = torch::tensor(order).narrow(0, 5, 5);
    EXPECT_TRUE(torch::equal(step.real.classes, shown * 7 % 3));
    const torch::Tensor drawn =
        rule == ClassDraw::kPaired
            ? step.real.classes
            : draw_classes(state.classes, rule, config.seed, Stream::kGeneratorClasses, 1, 5);
    EXPECT_TRUE(torch::equal(step.generator->classes, drawn)) << name_of(rule);
    EXPECT_EQ(torch::equal(step.generator->classes, step.discriminator.classes),
              rule == ClassDraw::kPaired);
    EXPECT_TRUE(torch::equal(listener.validations[0].real.classes, torch::arange(4) * 7 % 3));
    EXPECT_TRUE(listener.validations[0].discriminator.classes.defined());
  }
  config.condition = Condition::kNone;
  TrainState state = small_state(config);
  Listener listener(state);
  train(state, listener, images, nullptr, [](const StepReport&) { return true; });
  EXPECT_FALSE(listener.steps[0].real.classes.defined());
  EXPECT_FALSE(listener.steps[0].discriminator.classes.defined());
}

TEST(Train, ShowsHalfOfTheTrainingImagesMirroredWhereAsked) {
  Config config = small_config();
  config.data.mirror = true;
  config.train.batch_size = 22;
  config.train.epochs = 40;
  TrainState state = small_state(config);
  const DataSet images = small_images();
  Listener listener(state);
  train(state, listener, images, &images, [](const StepReport&) { return true; });
  int64_t mirrored = 0;
  for (size_t epoch = 0; epoch < 40; ++epoch) {
    const auto order = shuffled_indices(22, config.seed, static_cast<int64_t>(epoch));
    const torch::Tensor plain = gather_images(images.images.pixels, order.data(), 22);
    for (int64_t i = 0; i < 22; ++i) {
      const torch::Tensor& shown = listener.steps[epoch].real.images[i];
      const bool is_plain = torch::equal(shown, plain[i]);
      EXPECT_TRUE(is_plain || torch::equal(shown, plain[i].flip(2)));
      mirrored += is_plain ? 0 : 1;
    }
  }
  EXPECT_NEAR(static_cast<double>(mirrored), 440, 4 * std::sqrt(880 * 0.25));
  const int64_t first[] = {0, 1, 2, 3};
  EXPECT_TRUE(torch::equal(listener.validations[0].real.images,
                           gather_images(images.images.pixels, first, 4)));
}

TEST(Train, RefusesABatchOfOneImageUnderBatchNorm) {
  Config config = small_config();
  config.generator.normalization = Normalization::kBatch;
  config.train.batch_size = 7;  // of 22 images, the last is alone
  TrainState state = small_state(config);
  EXPECT_THROW(run(state, small_images()), UsageError);
  config.train.batch_size = 5;
  TrainState other = small_state(config);
  run(other, small_images());
  EXPECT_EQ(other.position.epoch, 3);
}

TEST(Validate, AveragesOverAllBatchesAndRepeats) {
  TrainState state = small_state(small_config());
  const DataSet images = small_images(10);  // batches of 4, 4, 2
  const auto engine = make_small_engine(state);
  const Averages first = validate(state, *engine, images);
  EXPECT_EQ(first.to_tensor()[1][Averages::kRealLoss].item<double>(), 3);
  EXPECT_TRUE(torch::equal(first.to_tensor(), validate(state, *engine, images).to_tensor()));
}

TEST(Validate, RunsAtTheEpochsThatAreDueAndTouchesNoWeight) {
  Config config = small_config();
  config.validation.every_epochs = 2;
  const DataSet images = small_images();
  const DataSet held_out = small_images(10);
  TrainState with = small_state(config);
  std::vector<int64_t> validated;
  train_small(with, images, &held_out, [&](const StepReport& report) {
    if (report.validation) validated.push_back(with.position.epoch);
    return true;
  });
  EXPECT_THAT(validated, ElementsAre(2));
  TrainState without = small_state(config);
  run(without, images);
  EXPECT_TRUE(are_equal(tensors_of(with), tensors_of(without)));
}

// The labels of all steps of three epochs, with or without validation on 290 images at a time.
std::vector<torch::Tensor> labels_of_training(LabelMode mode, bool is_validated) {
  Config config = small_config();
  config.loss.labels = mode;
  config.validation.batch_size = 300;
  TrainState state = small_state(config);
  const DataSet images = small_images();
  const DataSet held_out = small_images(290);
  Listener listener(state);
  train(state, listener, images, is_validated ? &held_out : nullptr,
        [](const StepReport&) { return true; });
  std::vector<torch::Tensor> labels;
  for (const StepInputs& step : listener.steps)
    for (const torch::Tensor& some : {step.real_labels, step.fake_labels, step.target_labels})
      labels.push_back(some.clone());
  return labels;
}

TEST(Validate, ChangesNoLabelOfTheTraining) {
  for (const LabelMode mode : {LabelMode::kFixed, LabelMode::kRedrawn}) {
    const auto with = labels_of_training(mode, true);
    EXPECT_EQ(with.size(), 45);
    EXPECT_TRUE(are_equal(with, labels_of_training(mode, false))) << name_of(mode);
  }
}

TEST(Validate, RedrawsLargerSharedLabelsAsLabmlsDoes) {
  const auto with = labels_of_training(LabelMode::kShared, true);
  const auto without = labels_of_training(LabelMode::kShared, false);
  for (size_t i = 0; i < 15; ++i) EXPECT_TRUE(torch::equal(with[i], without[i])) << i;
  for (size_t i = 15; i < 45; ++i) EXPECT_FALSE(torch::equal(with[i], without[i])) << i;
}

}  // namespace gan
