#include "app/terminal/text.h"

#include <gtest/gtest.h>

namespace gan {

TEST(FormatDuration, HasHoursOnlyWhereThereAreSome) {
  EXPECT_EQ(format_duration(0.4), "0:00");
  EXPECT_EQ(format_duration(59.6), "1:00");
  EXPECT_EQ(format_duration(3599), "59:59");
  EXPECT_EQ(format_duration(3600 + 2 * 60 + 3), "1:02:03");
  EXPECT_EQ(format_duration(-1), "0:00");
  EXPECT_EQ(format_duration(1e300), format_duration(1e15));
}

TEST(FormatAge, IsInTheLargestUnitThatIsFull) {
  EXPECT_EQ(format_age(-5), "just now");
  EXPECT_EQ(format_age(59), "just now");
  EXPECT_EQ(format_age(5 * 60), "5 min ago");
  EXPECT_EQ(format_age(7 * 3600), "7 h ago");
  EXPECT_EQ(format_age(3 * 86400), "3 days ago");
}

TEST(FormatColumns, AlignsByCharactersAndLeavesNoSpacesBehind) {
  EXPECT_EQ(format_columns({{"run", "state"}, {"f\u00fcnf", "x", "y"}, {"a"}}),
            "run   state\nf\u00fcnf  x      y\na\n");
  EXPECT_EQ(format_columns({{"a\x1b[31m\nb", "c"}}), "a\\x1b[31m\\x0ab  c\n");
}

TEST(ListSome, ListsWholeNamesInSixtyCharacters) {
  EXPECT_EQ(list_some({"0", "1", "a\nb"}), "3: 0, 1, a\\x0ab");
  EXPECT_EQ(list_some({}), "0: ");
  const std::string half(29, 'x');  // and a comma and a space between two
  EXPECT_EQ(list_some({half, half}), "2: " + half + ", " + half);
  EXPECT_EQ(list_some({half, half, "y"}), "3: " + half + ", " + half + ", ...");
  EXPECT_EQ(list_some({half, half + "x", "y"}), "3: " + half + ", ...");
  EXPECT_EQ(join_names({std::string(61, 'x')}), "...");
  EXPECT_EQ(join_names({"cat", "dog"}, 7), "cat, ...");
}

TEST(ShellQuoted, QuotesWhatAShellWouldSplitOrExpand) {
  EXPECT_EQ(shell_quoted("runs/mnist-1.2"), "runs/mnist-1.2");
  EXPECT_EQ(shell_quoted("my runs/x"), "'my runs/x'");
  EXPECT_EQ(shell_quoted("it's"), "'it'\\''s'");
  EXPECT_EQ(shell_quoted("$HOME"), "'$HOME'");
}

}  // namespace gan
