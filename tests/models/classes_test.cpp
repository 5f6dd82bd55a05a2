#include "core/models/classes.h"

#include <gmock/gmock.h>
#include <torch/torch.h>

namespace gan {
namespace {

using testing::ElementsAre;

const ClassTable kTable{{"cat", "dog", "eel"}, {100, 0, 300}};

std::vector<int64_t> counts_of(const torch::Tensor& classes) {
  const torch::Tensor counts = torch::bincount(classes, {}, 3);
  return {counts.data_ptr<int64_t>(), counts.data_ptr<int64_t>() + 3};
}

torch::Tensor draw(ClassDraw by, int64_t index, int64_t count = 4000) {
  return draw_classes(kTable, by, 7, Stream::kGeneratorClasses, index, count);
}

}  // namespace

TEST(Classes, AreDrawnByTheirFrequenciesOrEvenly) {
  const auto by_frequency = counts_of(draw(ClassDraw::kFrequencies, 1));
  EXPECT_NEAR(static_cast<double>(by_frequency[0]), 1000, 4 * std::sqrt(4000 * 0.25 * 0.75));
  EXPECT_EQ(by_frequency[1], 0);
  EXPECT_EQ(by_frequency, counts_of(draw(ClassDraw::kPaired, 1)));
  const auto evenly = counts_of(draw(ClassDraw::kEven, 1));
  EXPECT_NEAR(static_cast<double>(evenly[0]), 2000, 4 * std::sqrt(4000 * 0.25));
  EXPECT_EQ(evenly[1], 0);  // no training image shows what it looks like
  EXPECT_THAT(kTable.with_images(), ElementsAre(0, 2));
}

TEST(Classes, AreAFunctionOfTheirAddress) {
  EXPECT_TRUE(torch::equal(draw(ClassDraw::kEven, 5), draw(ClassDraw::kEven, 5)));
  EXPECT_FALSE(torch::equal(draw(ClassDraw::kEven, 5), draw(ClassDraw::kEven, 6)));
  EXPECT_TRUE(
      torch::equal(draw(ClassDraw::kEven, 5, 10), draw(ClassDraw::kEven, 5).narrow(0, 0, 10)));
}

TEST(Classes, OfSamplesAreTheSameWhateverTheCountAndTheFirst) {
  const SampleClasses drawn(kTable, ClassDraw::kFrequencies);
  EXPECT_TRUE(torch::equal(drawn.draw(9, 60, 5), drawn.draw(9, 0, 100).narrow(0, 60, 5)));
  EXPECT_FALSE(torch::equal(drawn.draw(8, 0, 100), drawn.draw(9, 0, 100)));
  const SampleClasses cycle(kTable, ClassDraw::kFrequencies, {2, 0, 1, 1});
  EXPECT_TRUE(torch::equal(cycle.draw(9, 3, 6), torch::tensor({1, 2, 0, 1, 1, 2})));
  EXPECT_TRUE(
      torch::equal(cycle.draw_one_hot(9, 0, 2), torch::tensor({{0.F, 0.F, 1.F}, {1.F, 0.F, 0.F}})));
}

TEST(Classes, AreNoneWithoutATable) {
  EXPECT_FALSE(draw_classes({}, ClassDraw::kEven, 1, Stream::kGeneratorClasses, 0, 3).defined());
  EXPECT_FALSE(SampleClasses().draw_one_hot(1, 0, 3).defined());
  const torch::Tensor inputs = torch::rand({2, 3});
  EXPECT_TRUE(torch::equal(join_classes(inputs, {}), inputs));
  EXPECT_THAT(join_classes(inputs, torch::ones({2, 4})).sizes(), ElementsAre(2, 7));
}

}  // namespace gan
