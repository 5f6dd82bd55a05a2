#include "app/training/rollback.h"

#include <gmock/gmock.h>

#include "core/output/checkpoint.h"
#include "tests/small_run.h"
#include "tests/temporary_folder.h"

namespace gan {
namespace {

using testing::ElementsAre;

// A run of 250 steps, 5 per epoch, with a checkpoint of every 10th epoch, one of step 45, which was
// not due, and best.pt.
struct LongRun {
  TemporaryFolder folder;
  RunFolder run{folder.path()};
  TrainState state = small_state(config());

  explicit LongRun(int64_t best_step) {
    run.prepare();
    state.data_crc32 = small_images().images.crc32;
    train_small(state, small_images(), nullptr, [&](const StepReport&) {
      const int64_t step = state.position.step;
      if (step % 50 == 0 || step == 45) save_checkpoint(run.checkpoint(step), state);
      if (step == best_step) save_checkpoint(run.best_checkpoint(), state);
      return true;
    });
  }

  static Config config() {
    Config config = small_config();
    config.train.epochs = 50;
    config.checkpoint.every_epochs = 10;
    return config;
  }

  bool has_best() const { return std::filesystem::exists(run.best_checkpoint()); }
};

}  // namespace

TEST(RollBack, GoesToTheNewestCheckpointFromBeforeTheSignAndTakesNoneLaterAlong) {
  LongRun long_run(20);
  roll_back(long_run.state, long_run.run, small_images(), Session());
  EXPECT_EQ(long_run.state.position.step, 50);
  EXPECT_EQ(long_run.state.rollbacks, 1);
  EXPECT_THAT(long_run.run.list_checkpoints(), ElementsAre(50, 45));
  EXPECT_TRUE(long_run.has_best()) << "it is of before";
}

TEST(RollBack, SkipsCheckpointsLeftByAStop) {
  LongRun long_run(60);
  long_run.run.remove_checkpoint(50);
  roll_back(long_run.state, long_run.run, small_images(), Session());
  EXPECT_EQ(long_run.state.position.step, 100) << "not 45, which was not due";
  EXPECT_TRUE(long_run.has_best());
}

TEST(RollBack, RemovesTheBestCheckpointOfStepsThatAreTakenBack) {
  LongRun long_run(240);
  roll_back(long_run.state, long_run.run, small_images(), Session());
  EXPECT_FALSE(long_run.has_best());
}

TEST(RollBack, StartsOverIfASignShowsInTheFirstSteps) {
  LongRun long_run(20);
  long_run.state.position.step = kDivergenceSteps;
  roll_back(long_run.state, long_run.run, small_images(), Session());
  EXPECT_EQ(long_run.state.position.step, 0);
  EXPECT_THAT(long_run.run.list_checkpoints(), ElementsAre());
  EXPECT_FALSE(long_run.has_best());
}

}  // namespace gan
