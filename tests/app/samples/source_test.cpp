#include "app/samples/source.h"

#include <gtest/gtest.h>

#include <thread>

#include "tests/small_run.h"
#include "tests/temporary_folder.h"

namespace gan {

TEST(LoadSource, UsesTheThreadsOfTheRunUnlessOthersAreAskedFor) {
  const int before = at::get_num_threads();
  const TemporaryFolder folder;
  Config config = small_config();
  config.threads = 1;
  save_checkpoint(folder / "a.pt", small_state(config));
  load_source(folder / "a.pt", {}, Session());
  EXPECT_EQ(at::get_num_threads(), 1);
  load_source(folder / "a.pt", {{"/threads", "3", "--threads"}}, Session());
  EXPECT_EQ(at::get_num_threads(), 3);
  at::set_num_threads(before);
}

TEST(LoadSource, TakesFromTheRunNoMoreThreadsThanThereAreProcessorsAndNoGpu) {
  const int before = at::get_num_threads();
  const TemporaryFolder folder;
  Config config = small_config();
  config.threads = 1024;
  config.device = DeviceOption::kCuda;
  save_checkpoint(folder / "a.pt", small_state(config));
  const TrainState state = load_source(folder / "a.pt", {}, Session());
  EXPECT_EQ(at::get_num_threads(), std::thread::hardware_concurrency());
  EXPECT_TRUE(state.device.is_cpu());
  at::set_num_threads(before);
}

TEST(ChooseSampleBatch, IsSmallerWhereSamplesAreLarge) {
  const auto batch_of = [](int64_t latent, int64_t side) {
    Config config = small_config();
    config.generator.latent = latent;
    config.generator.hidden = config.discriminator.hidden = {1};
    return choose_sample_batch(TrainState(config, {1, side, side}, torch::kCPU));
  };
  EXPECT_EQ(batch_of(100, 28), 4096);
  EXPECT_EQ(batch_of(100, 256), 256);  // 2^24 values of 2^16 pixels each
  EXPECT_EQ(batch_of(65536, 28), 256);
  EXPECT_EQ(batch_of(100, 100), 1664);  // whole batches of 64
  EXPECT_EQ(batch_of(100, 1024), 64);
}

}  // namespace gan
