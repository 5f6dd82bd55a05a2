#include "app/runs/events.h"

#include <gmock/gmock.h>

namespace gan {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::string line(const std::string& event, int64_t step, const std::string& text) {
  return R"({"event":")" + event + R"(","step":)" + std::to_string(step) +
         R"(,"time":"t","text":")" + text + "\"}\n";
}

}  // namespace

TEST(ReadRunEvents, LeavesOutWhatIsNoEvent) {
  const RunEvents events = read_run_events(
      line("begin", 0, "x") + "no line\n[]\n\n" + line("invented", 1, "y") + line("stop", 2, "z") +
      R"({"event":"done","step":-1})" + "\n" + R"({"event":"done","step":3)");
  ASSERT_EQ(events.last.size(), 2);
  EXPECT_EQ(events.last[0].event, RunEvent::kBegin);
  EXPECT_EQ(events.last[1].event, RunEvent::kStop);
  EXPECT_EQ(events.last[1].step, 2);
  EXPECT_EQ(events.last[1].time, "t");
  EXPECT_EQ(events.last[1].text, "z");
  EXPECT_THAT(read_run_events("").last, IsEmpty());
}

TEST(ReadRunEvents, TellsTheClassesOfTheLastStart) {
  const std::string begin = R"({"event":"begin","step":0,"classes":["0","1",7]})";
  const std::string resume = R"({"event":"resume","step":1,"classes":["cat"]})";
  EXPECT_THAT(read_run_events(begin + "\n" + line("save", 1, "")).classes, ElementsAre("0", "1"));
  EXPECT_THAT(read_run_events(begin + "\n" + resume + "\n").classes, ElementsAre("cat"));
  EXPECT_THAT(read_run_events(R"({"event":"begin","step":0,"classes":"0"})"
                              "\n")
                  .classes,
              IsEmpty());
}

TEST(ReadRunEvents, KeepsTheLast500AndEveryResume) {
  std::string text;
  for (int i = 1; i <= 700; ++i) text += line("resume", i, "");
  const RunEvents events = read_run_events(text + line("resume", 9, "").substr(0, 20));
  ASSERT_EQ(events.last.size(), 500);
  EXPECT_EQ(events.last[0].step, 201);
  ASSERT_EQ(events.resumed_at.size(), 700);
  EXPECT_EQ(events.resumed_at[699], 700);
}

}  // namespace gan
