#include "core/base/errors.h"

#include <gtest/gtest.h>

namespace gan {

TEST(Error, KeepsItsKindWithARemedyMore) {
  const Error error = DamagedError("a.pt: damaged").with_remedy("use another");
  EXPECT_EQ(error.kind(), ErrorKind::kDamaged);
  EXPECT_STREQ(error.what(), "a.pt: damaged; use another");
  EXPECT_EQ(Error("x").kind(), ErrorKind::kFailed);
  EXPECT_EQ(UsageError("x").kind(), ErrorKind::kUsage);
  EXPECT_EQ(DivergedError("x", "y").kind(), ErrorKind::kDiverged);
}

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
