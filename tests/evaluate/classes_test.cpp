#include "core/evaluate/classes.h"

#include <gmock/gmock.h>

#include <cmath>

namespace gan {

using testing::ElementsAre;

TEST(Classes, SharesAddUpAndKeepEmptyClasses) {
  EXPECT_THAT(class_shares(torch::tensor({0, 2, 0, 1}), 4), ElementsAre(0.5, 0.25, 0.25, 0));
}

TEST(Classes, EqualSharesDivergeByNothing) {
  EXPECT_EQ(kl_divergence({0.25, 0.75}, {0.25, 0.75}), 0);
}

TEST(Classes, ADroppedClassDiverges) {
  EXPECT_NEAR(kl_divergence({0.5, 0.5, 0}, {0.25, 0.25, 0.5}), std::log(2), 1e-12);
}

TEST(Classes, AClassThatIsNotRealDivergesInfinitely) {
  EXPECT_TRUE(std::isinf(kl_divergence({0.5, 0.5}, {1, 0})));
}

TEST(Classes, AModeIsAClassWithATenthOfItsShare) {
  EXPECT_EQ(count_modes({0.9, 0.0501, 0.0499}, {0, 0.5, 0.5}, kLeastOfClass), 1);
  EXPECT_EQ(count_modes({0.5, 0.5}, {0.5, 0.5}, kLeastOfClass), 2);
}

TEST(Classes, AModeIsACombinationWithAnySample) {
  EXPECT_EQ(count_modes({0.9, 0.0999, 0.0001, 0}, {0, 0.4, 0.4, 0.2}, kLeastOfCombination), 2);
}

}  // namespace gan
