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

TEST(EventLog, EndsALineThatACrashCutShort) {
  const TemporaryFolder folder;
  folder.write("e", "{\"event\":\"beg");
  EventLog(folder / "e").append(RunEvent::kResume, 5, "");
  EXPECT_THAT(read_file(folder / "e", 1000),
              MatchesRegex("\\{\"event\":\"beg\n\\{\"event\":\"resume\",\"step\":5,.*\n"));
}

}  // namespace gan
