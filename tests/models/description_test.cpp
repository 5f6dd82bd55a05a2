#include "core/models/description.h"

#include <gmock/gmock.h>

namespace gan {

using testing::ElementsAre;

TEST(Description, ListsTheLayersOfBothNetworks) {
  Config config;
  config.generator.latent = 5;
  config.generator.hidden = {7, 6};
  config.generator.activation = Activation::kElu;
  config.generator.normalization = Normalization::kBatch;
  config.discriminator.hidden = {4};
  config.discriminator.negative_slope = 0.1;
  config.discriminator.dropout = 0.3;

  const NetworkDescription g = describe_generator(config, {{1, 2, 3}});
  ASSERT_EQ(g.layers.size(), 3);
  EXPECT_EQ(g.widths(), "5-7-6-6");
  EXPECT_EQ(g.count_parameters(), 5 * 7 + 3 * 7 + 7 * 6 + 3 * 6 + 6 * 6 + 6);
  EXPECT_TRUE(g.layers[1].has_batch_norm);
  EXPECT_EQ(g.layers[1].activation, Activation::kElu);
  EXPECT_FALSE(g.layers[2].has_batch_norm);
  EXPECT_EQ(g.layers[2].activation, Activation::kTanh);

  const NetworkDescription d = describe_discriminator(config, {{1, 2, 3}});
  ASSERT_EQ(d.layers.size(), 2);
  EXPECT_EQ(d.widths(), "6-4-1");
  EXPECT_EQ(d.layers[0].negative_slope, 0.1);
  EXPECT_EQ(d.layers[0].dropout, 0.3);
  EXPECT_EQ(d.layers[1].activation, std::nullopt);
  EXPECT_EQ(d.layers[1].dropout, 0);
}

}  // namespace gan
