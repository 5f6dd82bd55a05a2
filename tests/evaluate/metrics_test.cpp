#include "core/evaluate/metrics.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "core/evaluate/scores.h"

namespace gan {

TEST(Metrics, AreEachInTheTableOnce) {
  std::vector<int> seen(names_of(Metric()).size());
  for (const MetricInfo& info : list_metrics()) ++seen[static_cast<size_t>(info.metric)];
  EXPECT_EQ(seen, std::vector<int>(seen.size(), 1));
}

TEST(Metrics, TakeTheirValueFromItsPlace) {
  Scores scores;
  scores.judge.emplace();
  scores.judge->frechet = 1;
  scores.judge->kid = 2;
  scores.judge->kid_deviation = 3;
  scores.judge->overlap = {4, 5, 6, 7};
  scores.judge->modes = 8;
  scores.judge->class_kl = 9;
  scores.judge->gan_test = 0.25;
  scores.gan_train = 0.5;
  scores.bins = {10, 11};
  scores.nearest = {12, 13, 14, 15};
  scores.parzen = {16, 17, 18};
  std::vector<double> values;
  for (const MetricInfo& info : list_metrics()) values.push_back(info.value_of(scores));
  EXPECT_EQ(values,
            (std::vector<double>{1, 2, 4, 5, 6, 7, 8, 9, 0.25, 0.5, 10, 11, 12, 13, 14, 15, 16}));
  EXPECT_EQ(info_of(Metric::kKid).error_of(scores), 3);
  EXPECT_EQ(info_of(Metric::kParzen).error_of(scores), 17);
  EXPECT_EQ(info_of(Metric::kFrechet).error_of, nullptr);
}

TEST(Metrics, HaveAValueWhereThereIsWhatTheyNeed) {
  const auto count = [](const Scores& scores) {
    const auto& table = list_metrics();
    return std::count_if(table.begin(), table.end(),
                         [&](const MetricInfo& info) { return has_value(info, scores); });
  };
  Scores scores;
  EXPECT_EQ(count(scores), 7);
  scores.judge.emplace();
  EXPECT_EQ(count(scores), 15);
  EXPECT_FALSE(has_value(info_of(Metric::kGanTest), scores));
  scores.judge->gan_test = 0;
  EXPECT_TRUE(has_value(info_of(Metric::kGanTest), scores));
  EXPECT_FALSE(has_value(info_of(Metric::kGanTrain), scores));
  scores.gan_train = 0;
  EXPECT_EQ(count(scores), 17);
}

TEST(Metrics, KnowWhichWayIsBetter) {
  EXPECT_TRUE(is_better(Metric::kFrechet, 1, 2));
  EXPECT_FALSE(is_better(Metric::kFrechet, 2, 2));
  EXPECT_TRUE(is_better(Metric::kRecall, 2, 1));
  EXPECT_FALSE(is_better(Metric::kRecall, 1, 2));
}

}  // namespace gan
