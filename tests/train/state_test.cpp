#include "core/train/state.h"

#include <gtest/gtest.h>

namespace gan {
TEST(IsDue, CountsEpochEndsAndSteps) {
  const Position mid{7, 1, 2, 0};
  const Position end{10, 2, 0, 0};
  EXPECT_FALSE(is_due(mid, 1, 0));
  EXPECT_TRUE(is_due(mid, 0, 7));
  EXPECT_TRUE(is_due(end, 2, 0));
  EXPECT_FALSE(is_due(end, 3, 0));
  EXPECT_FALSE(is_due(Position{}, 1, 1));
}

}  // namespace gan
