#include "core/base/errors.h"

#include <gtest/gtest.h>

namespace gan {

TEST(Printable, EscapesWhatWouldBreakALine) {
  EXPECT_EQ(printable("a\nb\x1b[31m\x7f"), "a\\x0ab\\x1b[31m\\x7f");
}

TEST(Printable, CutsWhatIsLong) { EXPECT_EQ(printable("abcdef", 3), "abc..."); }

TEST(Printable, LeavesUtf8Alone) { EXPECT_EQ(printable("größe"), "größe"); }

TEST(NearestWord, FindsATypoAndRefusesAStranger) {
  const std::vector<std::string> words = {"/train/batch_size", "/train/epochs", "/seed"};
  EXPECT_EQ(nearest_word("/train/bach_size", words), "/train/batch_size");
  EXPECT_EQ(nearest_word("/sed", words), "/seed");
  EXPECT_EQ(nearest_word("/unheard/of/things", words), "");
}

}  // namespace gan
