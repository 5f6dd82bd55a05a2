#include "core/output/metrics_log.h"

#include <gmock/gmock.h>

#include "tests/temporary_folder.h"

namespace gan {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

TEST(MetricsLog, WritesOneObjectALine) {
  const TemporaryFolder folder;
  Averages averages;
  averages.add(Averages::kRealLoss, 0.5);
  averages.add(Averages::kFakeLoss, 0.25);
  averages.add(Averages::kRealProbability, 0.75);
  averages.add(Averages::kFakeProbability, 0.125);
  MetricsLog(folder / "m", 0, 0).append(Split::kTrain, {100, 1, 3, 6400}, averages, 1234.4);
  const std::string line = read_file(folder / "m", 1000);
  EXPECT_THAT(line, StartsWith(R"|({"step":100,"epoch":1,"images":6400,"split":"train",)|"
                               R"|("loss.discriminator.true":0.5,)|"
                               R"|("loss.discriminator.false":0.25,)|"
                               R"|("loss.discriminator":0.75,"loss.generator":null,)|"
                               R"|("D(x)":0.75,"D(G(z))":0.125,)|"
                               R"|("images_per_second":1234,"time":"2)|"));
  EXPECT_EQ(line.substr(line.size() - 2), "}\n");
}

TEST(MetricsLog, WritesMetricsOfSamplesAndReadsThemBack) {
  const TemporaryFolder folder;
  {
    MetricsLog log(folder / "m", 0, 0);
    log.append(Split::kReal, {0, 0, 0, 0}, {{"frechet", 2.5}, {"recall", 0.9}});
    log.append(Split::kEvaluation, {100, 1, 0, 6400}, {{"frechet", 12.5}, {"recall", 0.75}});
    log.append(Split::kTrain, {150, 1, 50, 9600}, Averages(), 0);
    log.append(Split::kEvaluation, {200, 2, 0, 12800}, {{"frechet", NAN}, {"recall", 0.5}});
  }
  EXPECT_THAT(read_file(folder / "m", 10000),
              HasSubstr(R"|({"step":100,"epoch":1,"images":6400,"split":"evaluation",)|"
                        R"|("frechet":12.5,"recall":0.75,"time":"2)|"));
  EXPECT_THAT(read_metric(folder / "m", Split::kEvaluation, "recall"), ElementsAre(0.75, 0.5));
  EXPECT_THAT(read_metric(folder / "m", Split::kEvaluation, "frechet"), ElementsAre(12.5));
  EXPECT_THAT(read_metric(folder / "m", Split::kReal, "frechet"), ElementsAre(2.5));
}

TEST(MetricsLog, ForgetsWhatTheResumedRunWillWriteAgain) {
  const TemporaryFolder folder;
  const std::string kept =
      "{\"step\":100,\"a\":1}\n{\"step\":200,\"b\":0.10}\n{\"step\":200,\"news\":[]}\n";
  folder.write("m", kept + "{\"step\":300,\"c\":1}\n{\"st");
  const MetricsLog log(folder / "m", 200, 0);
  EXPECT_EQ(read_file(folder / "m", 1000), kept) << "to the byte";
}

TEST(MetricsLog, KeepsTheRollbacksThatHaveBeen) {
  const TemporaryFolder folder;
  {
    MetricsLog log(folder / "m", 0, 0);
    log.append(Split::kTrain, {100, 1, 0, 6400}, {{"frechet", 1}});
    log.append_rollback({100, 1, 0, 6400}, 1, 300, "collapsed");
  }
  const std::string kept = read_file(folder / "m", 1000);
  EXPECT_THAT(kept, HasSubstr(R"|("split":"divergence","sign":"collapsed","rollbacks":1,)|"
                              R"|("noticed_at":300,)|"));
  { MetricsLog(folder / "m", 100, 1).append_rollback({100, 1, 0, 6400}, 2, 400, "collapsed"); }
  EXPECT_GT(read_file(folder / "m", 1000).size(), kept.size());
  const MetricsLog log(folder / "m", 50, 1);
  EXPECT_EQ(read_file(folder / "m", 1000), kept.substr(kept.find('\n') + 1));
}

}  // namespace gan
