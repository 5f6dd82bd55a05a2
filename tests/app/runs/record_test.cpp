#include "app/runs/record.h"

#include <gtest/gtest.h>

#include "tests/temporary_folder.h"

namespace gan {
namespace {

using State = RunRecord::State;

// The state of a run of 100 steps that is at `step`, and whose last event is `last_event`.
State state_of(const std::string& last_event, int64_t step = 40) {
  const TemporaryFolder folder;
  folder.write("config.json", R"({"train": {"steps": 100}})");
  folder.write("metrics.jsonl",
               R"({"split":"train","epoch":1,"images":1,"step":)" + std::to_string(step) + "}\n");
  if (!last_event.empty())
    folder.write("events.jsonl",
                 "{\"event\":\"begin\",\"step\":0}\n{\"event\":\"" + last_event +
                     "\",\"step\":40,\"text\":\"error: done; stopped at step 4\"}\n");
  return read_run_record(folder.path()).state;
}

}  // namespace

TEST(RunRecord, KnowsItsStateFromTheLastEventNotFromItsText) {
  EXPECT_EQ(state_of("begin"), State::kInterrupted);
  EXPECT_EQ(state_of("resume"), State::kInterrupted);
  EXPECT_EQ(state_of("roll_back"), State::kInterrupted);
  EXPECT_EQ(state_of("warn"), State::kInterrupted);
  EXPECT_EQ(state_of("stop"), State::kStopped);
  EXPECT_EQ(state_of("fail"), State::kFailed);
  EXPECT_EQ(state_of("done"), State::kComplete);
}

TEST(RunRecord, OfARunWithoutEventsGoesByItsLastStep) {
  EXPECT_EQ(state_of(""), State::kInterrupted);
  EXPECT_EQ(state_of("", 100), State::kComplete);
}

TEST(RunRecord, TakesTheValuesOfRealImagesUnderTheirOlderName) {
  const TemporaryFolder folder;
  folder.write("config.json", "{}");
  folder.write("metrics.jsonl", R"({"split":"floor","epoch":0,"images":0,"step":0,"frechet":2.5})"
                                "\n");
  EXPECT_EQ(read_run_record(folder.path()).split(Split::kReal).at("frechet").front(), 2.5);
}

}  // namespace gan
