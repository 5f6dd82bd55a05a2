#include "core/evaluate/nearest.h"

#include <gmock/gmock.h>

#include "core/base/random.h"

namespace gan {
namespace {

torch::Tensor random_pixels(int64_t count, uint64_t index) {
  torch::Tensor values = torch::empty({count, 3, 2});
  Random(1, Stream::kEvaluation, index)
      .fill_uniform(values.data_ptr<float>(), values.numel(), 0, 256);
  return values.to(torch::kUInt8);
}

}  // namespace

TEST(Nearest, IsTheEuclideanDistanceOfPixelsInZeroToOne) {
  const torch::Tensor image = torch::tensor({153, 204, 0, 0}, torch::kUInt8).view({1, 2, 2});
  const torch::Tensor references =
      torch::stack({torch::full({2, 2}, 255, torch::kUInt8), torch::zeros({2, 2}, torch::kUInt8)});
  EXPECT_NEAR(nearest_distances(image, references).item<double>(), 1, 1e-6);  // (0.6, 0.8)
}

TEST(Nearest, ACopyIsAtZeroWhereverItsOriginalIs) {
  const torch::Tensor references = random_pixels(20050, 1);
  const torch::Tensor copies = references.index_select(0, torch::tensor({0, 9999, 10000, 20049}));
  EXPECT_EQ(nearest_distances(copies, references).max().item<double>(), 0);
}

TEST(Nearest, IsTheLeastOfAllDistances) {
  const torch::Tensor images = random_pixels(2100, 1), references = random_pixels(30, 2);
  const torch::Tensor all = torch::cdist(images.flatten(1).to(torch::kFloat64) / 255,
                                         references.flatten(1).to(torch::kFloat64) / 255);
  EXPECT_TRUE(torch::allclose(nearest_distances(images, references), all.amin(1), 1e-5, 1e-5));
}

}  // namespace gan
