#include "app/training/signals.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <thread>

#include "tests/small_run.h"

namespace gan {
namespace {

// The state after 40 steps by LibTorch's operators, on layers wide enough for oneDNN's own kernels.
std::vector<torch::Tensor> train_by_operators() {
  Config config = small_config();
  config.engine = EngineOption::kAutograd;
  config.generator.hidden = config.discriminator.hidden = {256, 256};
  config.train.epochs = 8;
  TrainState state = small_state(config);
  train_small(state, small_images(), nullptr, [](const StepReport&) { return true; });
  return tensors_of(state);
}

}  // namespace

TEST(TrainingSignals, LeaveNoTraceInWhatIsComputedMeanwhile) {
  const auto expected = train_by_operators();
  const TrainingSignals signals;
  std::atomic<bool> is_done{false};
  std::thread sender([&] {
    while (!is_done) ::kill(::getpid(), SIGHUP);
  });
  for (int i = 0; i < 5; ++i) EXPECT_TRUE(are_equal(train_by_operators(), expected));
  is_done = true;
  sender.join();
  EXPECT_EQ(signals.stop(), SIGHUP);
}

}  // namespace gan
