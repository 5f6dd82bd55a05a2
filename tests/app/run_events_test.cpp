#include "app/run_events.h"

#include <gmock/gmock.h>

namespace gan {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> texts_of(const std::string& log) {
  std::vector<std::string> texts;
  for (const RunEvent& event : read_run_events(log).last)
    texts.push_back(event.time + "|" + event.text);
  return texts;
}

}  // namespace

TEST(ReadRunEvents, LeavesOutProgressAndWhatIsNoLineOfALog) {
  EXPECT_THAT(texts_of("[t] runs/a: begins\n"
                       "[t] step 4/300  D 1.3671\n"
                       "[t] epoch 1  D 1.3264\n"
                       "no line\n"
                       "[no line either\n"
                       "\n"
                       "[u] epoch 5: done; the grids are in epoch 5/samples\n"
                       "[v] step x"),
              ElementsAre("t|runs/a: begins", "u|epoch 5: done; the grids are in epoch 5/samples",
                          "v|step x"));
  EXPECT_THAT(texts_of(""), IsEmpty());
}

TEST(ReadRunEvents, KeepsTheLast500AndEveryResume) {
  std::string log;
  for (int i = 1; i <= 700; ++i) log += "[t] runs/a: goes on at step " + std::to_string(i) + "\n";
  const RunEvents events = read_run_events(log + "[t] a: goes on at step 7x\n");
  ASSERT_EQ(events.last.size(), 500);
  EXPECT_EQ(events.last[0].text, "runs/a: goes on at step 202");
  ASSERT_EQ(events.resumed_at.size(), 700);
  EXPECT_EQ(events.resumed_at[699], 700);
}

}  // namespace gan
