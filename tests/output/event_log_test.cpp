#include "core/output/event_log.h"

#include <gmock/gmock.h>

#include "tests/temporary_folder.h"

namespace gan {

using testing::MatchesRegex;

TEST(EventLog, WritesOneObjectALine) {
  const TemporaryFolder folder;
  EventLog(folder / "e").append(RunEvent::kBegin, 0, "begins");
  EventLog(folder / "e").append(RunEvent::kFail, 12, "disk: \"full\"\nand more");
  const std::string time = R"("time":"20[0-9][0-9]-[01][0-9]-[0-3][0-9]T[0-9:]*Z")";
  EXPECT_THAT(read_file(folder / "e", 1000),
              MatchesRegex(R"(\{"event":"begin","step":0,)" + time +
                           R"(,"text":"begins"\})"
                           "\n"
                           R"(\{"event":"fail","step":12,)" +
                           time +
                           R"(,"text":"disk: \\"full\\"\\nand more"\})"
                           "\n"));
}

TEST(EventLog, KeepsWhatComputesARunAtEachStart) {
  const TemporaryFolder folder;
  EventLog log(folder / "e");
  EXPECT_FALSE(read_event_history(folder / "e").last_start);
  log.append(RunEvent::kBegin, 0, "", RunStart{{{"libtorch", "1"}}, "data", "/a/data"});
  log.append(RunEvent::kResume, 5, "", RunStart{{{"libtorch", "2"}}, "data", "/b/data"});
  log.append(RunEvent::kDone, 9, "");
  const EventHistory history = read_event_history(folder / "e");
  EXPECT_EQ(history.events,
            (std::vector<RunEvent>{RunEvent::kBegin, RunEvent::kResume, RunEvent::kDone}));
  ASSERT_TRUE(history.last_start);
  EXPECT_EQ(history.last_start->versions, (Versions{{"libtorch", "2"}}));
  EXPECT_EQ(history.last_start->data_folder, "data");
  EXPECT_EQ(history.last_start->data_path, "/b/data");
}

TEST(EventLog, KeepsTheClassesOfARun) {
  const TemporaryFolder folder;
  EventLog log(folder / "e");
  log.append(RunEvent::kBegin, 0, "", RunStart{{}, "data", "/a", {"cat", "7\n"}, {"cat"}});
  const std::optional<RunStart> start = read_event_history(folder / "e").last_start;
  EXPECT_EQ(start->classes, (std::vector<std::string>{"cat", "7\n"}));
  EXPECT_EQ(start->class_columns, std::vector<std::string>{"cat"});
  log.append(RunEvent::kResume, 5, "", RunStart{{}, "data", "/a"});
  EXPECT_TRUE(read_event_history(folder / "e").last_start->classes.empty());
}

TEST(EventLog, IsReadWhereALineIsOfAnotherVersion) {
  const TemporaryFolder folder;
  write_file_atomically(folder / "e",
                        R"({"event":"begin","data_folder":7,"data_path":"/a"})"
                        "\n"
                        R"({"event":"begin","data_folder":"d","data_path":"/a","versions":["x"]})"
                        "\n[1]\nno JSON\n");
  const EventHistory history = read_event_history(folder / "e");
  EXPECT_EQ(history.events.size(), 2U);
  ASSERT_TRUE(history.last_start);
  EXPECT_EQ(history.last_start->versions.size(), 0U);
}

TEST(EventLog, EndsALineThatACrashCutShort) {
  const TemporaryFolder folder;
  folder.write("e", "{\"event\":\"beg");
  EventLog(folder / "e").append(RunEvent::kResume, 5, "");
  EXPECT_THAT(read_file(folder / "e", 1000),
              MatchesRegex("\\{\"event\":\"beg\n\\{\"event\":\"resume\",\"step\":5,.*\n"));
}

}  // namespace gan
