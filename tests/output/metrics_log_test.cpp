#include "core/output/metrics_log.h"

#include <gmock/gmock.h>

#include "tests/temporary_folder.h"

namespace gan {

using testing::HasSubstr;
using testing::StartsWith;

TEST(MetricsLog, WritesOneObjectALine) {
  const TemporaryFolder folder;
  Averages averages;
  averages.add(Averages::kRealLoss, 0.5);
  averages.add(Averages::kFakeLoss, 0.25);
  averages.add(Averages::kRealProbability, 0.75);
  averages.add(Averages::kFakeProbability, 0.125);
  MetricsLog(folder / "m", 0).append("train", {100, 1, 3, 6400}, averages, 1234.4);
  const std::string line = read_file(folder / "m", 1000);
  EXPECT_THAT(line, StartsWith(R"|({"step":100,"epoch":1,"images":6400,"split":"train",)|"
                               R"|("loss.discriminator.true":0.5,)|"
                               R"|("loss.discriminator.false":0.25,)|"
                               R"|("loss.discriminator":0.75,"loss.generator":null,)|"
                               R"|("D(x)":0.75,"D(G(z))":0.125,)|"
                               R"|("images_per_second":1234,"time":"2)|"));
  EXPECT_EQ(line.substr(line.size() - 2), "}\n");
}

TEST(MetricsLog, ForgetsWhatTheResumedRunWillWriteAgain) {
  const TemporaryFolder folder;
  folder.write("m",
               "{\"step\":100,a}\n{\"step\":200,b}\n{\"step\":200,v}\n{\"step\":300,c}\n{\"st");
  MetricsLog(folder / "m", 200);
  EXPECT_EQ(read_file(folder / "m", 1000),
            "{\"step\":100,a}\n{\"step\":200,b}\n{\"step\":200,v}\n");
}

}  // namespace gan
