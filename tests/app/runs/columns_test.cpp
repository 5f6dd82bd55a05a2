#include "app/runs/columns.h"

#include <gmock/gmock.h>

namespace gan {

using ::testing::ElementsAre;
using ::testing::IsNan;
using ::testing::Pair;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

TEST(ReadColumns, AlignsTheKeysOfASplitAndMarksWhatALineLacks) {
  const RunColumns run =
      read_columns(R"({"split":"train","step":1,"epoch":1,"images":64,"loss":0.5})"
                   "\n"
                   R"({"split":"validation","step":1,"epoch":1,"images":64,"loss":0.75})"
                   "\n"
                   R"({"split":"train","step":2,"epoch":1,"images":128,"loss":null,"extra":3})"
                   "\n");
  EXPECT_EQ(run.damaged, 0);
  ASSERT_THAT(run.splits, SizeIs(2));
  const Columns& train = run.splits.at(Split::kTrain);
  EXPECT_THAT(train.at("step"), ElementsAre(1, 2));
  EXPECT_THAT(train.at("images"), ElementsAre(64, 128));
  EXPECT_THAT(train.at("loss"), ElementsAre(0.5, IsNan()));
  EXPECT_THAT(train.at("extra"), ElementsAre(IsNan(), 3));
  EXPECT_THAT(run.splits.at(Split::kValidation).at("loss"), ElementsAre(0.75));
}

TEST(ReadColumns, SecondsAreTheImagesSinceTheLastSpeedOverIt) {
  const RunColumns run =
      read_columns(R"({"split":"train","step":1,"epoch":1,"images":100,"images_per_second":50})"
                   "\n"
                   R"({"split":"evaluation","step":1,"epoch":1,"images":100,"frechet":9})"
                   "\n"
                   R"({"split":"train","step":3,"epoch":1,"images":300,"images_per_second":100})"
                   "\n");
  EXPECT_THAT(run.splits.at(Split::kTrain).at("seconds"), ElementsAre(2, 4));
  EXPECT_THAT(run.splits.at(Split::kEvaluation).at("seconds"), ElementsAre(2));
}

TEST(ReadColumns, CountsLinesThatAreNoneAndLeavesTheRestAsItIs) {
  const RunColumns run = read_columns(
      "no JSON\n"
      "[1, 2]\n"
      R"({"split":"train","step":-1,"epoch":1,"images":64})"
      "\n"
      R"({"split":"train","step":1.5,"epoch":1,"images":64})"
      "\n"
      R"({"split":"train","step":9007199254740992,"epoch":1,"images":64})"
      "\n"
      R"({"split":"strangers","step":1,"epoch":1,"images":64})"
      "\n"
      R"({"split":"train","epoch":1,"images":64})"
      "\n"
      R"({"split":"train","step":7,"epoch":1,"images":64,"loss":"0.5"})"
      "\n");
  EXPECT_EQ(run.damaged, 7);
  EXPECT_THAT(
      run.splits,
      UnorderedElementsAre(Pair(
          Split::kTrain,
          UnorderedElementsAre(Pair("step", ElementsAre(7)), Pair("epoch", ElementsAre(1)),
                               Pair("images", ElementsAre(64)), Pair("seconds", ElementsAre(0))))));
}

TEST(ReadColumns, DoesNotCountALastLineWithoutItsEnd) {
  const RunColumns run = read_columns(R"({"split":"train","step":1,"epoch":1,"images":64})"
                                      "\n"
                                      R"({"split":"train","step":2,"epoch":1,"images":128})");
  EXPECT_EQ(run.damaged, 0);
  EXPECT_THAT(run.splits.at(Split::kTrain).at("step"), ElementsAre(1));
}

TEST(ReadColumns, HoldsAtMost16ColumnsOfASplitAndTheNamedOnesWhereverTheyStand) {
  std::string line = "{";
  for (int i = 0; i < 100; ++i) line += "\"k" + std::to_string(i) + "\":1,";
  line += R"("seconds":5,"split":"train","step":1,"epoch":2,"images":64})";
  const RunColumns run = read_columns(line + "\n" + line + "\n");
  EXPECT_EQ(run.damaged, 0);
  EXPECT_THAT(run.splits.at(Split::kTrain).at("epoch"), ElementsAre(2, 2));
  EXPECT_THAT(run.splits.at(Split::kTrain).at("seconds"), ElementsAre(0, 0));
  EXPECT_THAT(run.splits.at(Split::kTrain), SizeIs(16));
  for (const auto& [name, column] : run.splits.at(Split::kTrain))
    EXPECT_THAT(column, SizeIs(2)) << name;
}

}  // namespace gan
