#include "app/training/background.h"

#include <gtest/gtest.h>

#include <future>
#include <stdexcept>
#include <vector>

namespace gan {

TEST(Background, DoesJobsInTheirOrderOnAnotherThread) {
  std::vector<int> done;
  std::vector<std::thread::id> threads;
  Background background;
  for (int i = 0; i < 50; ++i)
    background.submit([&, i] {
      done.push_back(i);
      threads.push_back(std::this_thread::get_id());
    });
  background.wait();
  ASSERT_EQ(done.size(), 50U);
  for (int i = 0; i < 50; ++i) EXPECT_EQ(done[static_cast<size_t>(i)], i);
  EXPECT_EQ(threads.front(), threads.back());
  EXPECT_NE(threads.front(), std::this_thread::get_id());
}

TEST(Background, HoldsTheThirdJobBackUntilTheFirstIsDone) {
  std::promise<void> gate;
  std::atomic<bool> is_third_taken{false};
  Background background;
  background.submit([&] { gate.get_future().wait(); });
  background.submit([] {});
  std::thread third([&] {
    background.submit([] {});
    is_third_taken = true;
  });
  EXPECT_FALSE(is_third_taken);  // the first job still waits for us
  gate.set_value();
  third.join();
  EXPECT_TRUE(is_third_taken);
  background.wait();
}

TEST(Background, ThrowsWhatAJobThrewAndBeginsNoOther) {
  std::promise<void> gate;
  bool is_later_done = false;
  Background background;
  background.submit([&] {
    gate.get_future().wait();
    throw std::runtime_error("disk full");
  });
  background.submit([&] { is_later_done = true; });
  background.check();  // nothing has gone wrong yet
  gate.set_value();
  EXPECT_THROW(background.wait(), std::runtime_error);
  EXPECT_THROW(background.check(), std::runtime_error);
  EXPECT_THROW(background.submit([&] { is_later_done = true; }), std::runtime_error);
  EXPECT_FALSE(is_later_done);
}

TEST(Background, EndsWithAJobUnderWay) {
  bool is_done = false;
  {
    Background background;
    background.submit([&] { is_done = true; });
  }
  EXPECT_TRUE(is_done);
}

}  // namespace gan
