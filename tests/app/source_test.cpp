#include "app/source.h"

#include <gtest/gtest.h>

#include <thread>

#include "tests/small_run.h"
#include "tests/temporary_folder.h"

namespace gan {

TEST(LoadSource, TakesNoMoreThreadsThanThereAreProcessors) {
  const int before = at::get_num_threads();
  const TemporaryFolder folder;
  Config config = small_config();
  config.threads = 1024;
  save_checkpoint(folder / "a.pt", small_state(config));
  EXPECT_EQ(load_source(folder / "a.pt").state.config.threads, 1024);
  EXPECT_EQ(static_cast<unsigned>(at::get_num_threads()), std::thread::hardware_concurrency());
  at::set_num_threads(before);
}

}  // namespace gan
