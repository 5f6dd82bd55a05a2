#include "core/kernels/team.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

namespace gan {

TEST(Team, RunsEachTaskOnceAndReturnsWhenAllAreDone) {
  for (const int threads : {1, 2, 3, 8}) {
    Team team(threads);
    EXPECT_EQ(team.size(), threads);
    for (int64_t round = 0; round < 2000; ++round) {
      const int64_t count = round % 50;
      std::vector<int> runs(static_cast<size_t>(count));  // not atomic, to show late tasks
      team.for_each(count, [&](int64_t i) { runs[static_cast<size_t>(i)] += 1; });
      ASSERT_EQ(runs, std::vector<int>(static_cast<size_t>(count), 1)) << "round " << round;
    }
  }
}

TEST(Team, SharesTasksOut) {
  Team team(2);
  std::atomic<int> arrived{0};
  team.for_each(2, [&](int64_t) {  // each waits for the other: one thread alone would never end
    ++arrived;
    while (arrived < 2) std::this_thread::yield();
  });
  EXPECT_EQ(arrived, 2);
}

TEST(Team, TellsItsThreadsApart) {
  Team team(3);
  std::atomic<int> arrived{0};
  std::vector<int> threads(3, -1);
  team.for_each(3, [&](int64_t i) {
    threads[static_cast<size_t>(i)] = Team::thread();
    ++arrived;
    while (arrived < 3) std::this_thread::yield();
  });
  std::sort(threads.begin(), threads.end());
  EXPECT_EQ(threads, (std::vector<int>{0, 1, 2}));
  EXPECT_EQ(Team::thread(), 0);
}

TEST(Team, WakesSleepingThreads) {
  Team team(3);
  for (int round = 0; round < 5; ++round) {
    std::atomic<int> arrived{0};
    team.for_each(3, [&](int64_t) {
      ++arrived;
      while (arrived < 3) std::this_thread::yield();
    });
    EXPECT_EQ(arrived, 3);
    std::this_thread::sleep_for(std::chrono::milliseconds(5));  // longer than threads spin
  }
}

TEST(Team, GivesAThreadTheSameShareOfEachJob) {
  Team team(2);
  for (int round = 0; round < 3; ++round) {
    std::vector<int> threads(10, -1);
    std::atomic<int> begun{0};
    team.for_each(4, 6, [&](int64_t i) {
      threads[static_cast<size_t>(i)] = Team::thread();
      if (i == 0 || i == 2) {  // of one share each: both are at work before either goes on
        ++begun;
        while (begun < 2) std::this_thread::yield();
      }
    });
    EXPECT_EQ(threads[0], 0);
    EXPECT_EQ(threads[2], 1);
  }
}

TEST(Team, RunsEachOfTwoKindsOfTasksOnce) {
  for (const int threads : {1, 2, 3, 8}) {
    Team team(threads);
    for (int64_t round = 0; round < 500; ++round) {
      const int64_t first = round % 7;
      const int64_t count = first + round % 11;
      std::vector<int> runs(static_cast<size_t>(count));
      team.for_each(first, count - first, [&](int64_t i) { runs[static_cast<size_t>(i)] += 1; });
      ASSERT_EQ(runs, std::vector<int>(static_cast<size_t>(count), 1)) << "round " << round;
    }
  }
}

TEST(Team, EndsWithoutEverHavingWorked) { EXPECT_EQ(Team(4).size(), 4); }

}  // namespace gan
