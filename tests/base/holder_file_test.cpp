#include "core/base/holder_file.h"

#include <gmock/gmock.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/base/file.h"
#include "tests/temporary_folder.h"

namespace gan {
namespace {

using testing::HasSubstr;

std::string our_host() {
  char name[256] = {};
  ::gethostname(name, sizeof name - 1);
  return name;
}

// The id of a process that has ended.
pid_t dead_process() {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(0);
  ::waitpid(child, nullptr, 0);
  return child;
}

}  // namespace

TEST(HolderFile, IsHeldOnceAndNamesItsHolder) {
  const TemporaryFolder folder;
  {
    const HolderFile holder(folder / "h");
    EXPECT_EQ(read_file(folder / "h", 1000), std::to_string(::getpid()) + " " + our_host() + "\n");
    EXPECT_EQ(find_holder(folder / "h"), ::getpid());
    EXPECT_THAT(message_of([&] { HolderFile second(folder / "h"); }),
                AllOf(HasSubstr("in use by process " + std::to_string(::getpid()) + " of "),
                      HasSubstr("remove " + (folder / "h").string())));
  }
  EXPECT_EQ(find_holder(folder / "h"), std::nullopt);
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

TEST(HolderFile, TakesTheDeadOnesPlaceOnThisHost) {
  const TemporaryFolder folder;
  folder.write("h", std::to_string(dead_process()) + " " + our_host() + "\n");
  EXPECT_EQ(find_holder(folder / "h"), std::nullopt);
  const HolderFile holder(folder / "h");
  EXPECT_EQ(find_holder(folder / "h"), ::getpid());
  EXPECT_FALSE(std::filesystem::exists(folder / "h.turn"));
}

TEST(HolderFile, LeavesOneThatMayLive) {
  const TemporaryFolder folder;
  const std::string dead = std::to_string(dead_process());
  const std::vector<std::string> texts = {
      dead + " elsewhere\n", dead + "\n", dead, "", "x y\n", "99999999999999999999 " + our_host(),
      std::string(9999, '1')};
  for (const std::string& text : texts) {
    folder.write("h", text);
    EXPECT_EQ(find_holder(folder / "h"), 0) << text;
    EXPECT_THAT(message_of([&] { HolderFile second(folder / "h"); }),
                HasSubstr("; wait for it or stop it, or remove "))
        << text;
    EXPECT_EQ(read_file(folder / "h", 10000), text);
  }
}

TEST(HolderFile, OnlyOneAtATimeTakesAPlace) {
  const TemporaryFolder folder;
  const std::string dead = std::to_string(dead_process()) + " " + our_host() + "\n";
  folder.write("h", dead);
  folder.write("h.turn", "");
  EXPECT_THAT(message_of([&] { HolderFile second(folder / "h"); }),
              HasSubstr("remove " + (folder / "h.turn").string()));
  EXPECT_EQ(read_file(folder / "h", 1000), dead);
}

}  // namespace gan
