#include "app/page/page.h"

#include <gmock/gmock.h>

#include "app/page/data.h"
#include "core/output/run_folder.h"
#include "tests/temporary_folder.h"

namespace gan {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

namespace {

// A run with this many lines of metrics, ten steps apart, whose loss is the step, and with this
// many grids.
RunRecord make_record(int64_t lines, int64_t grids) {
  RunRecord record;
  record.folder = "runs/a";
  Columns& columns = record.splits[Split::kTrain];
  for (int64_t i = 1; i <= lines; ++i) {
    columns["step"].push_back(static_cast<double>(10 * i));
    columns["epoch"].push_back(0);
    columns["images"].push_back(static_cast<double>(640 * i));
    columns["seconds"].push_back(static_cast<double>(i));
    columns["loss.generator"].push_back(static_cast<double>(10 * i));
  }
  for (int64_t i = 0; i < grids; ++i) record.grids.push_back(i);
  return record;
}

nlohmann::json data_of(const RunRecord& record, int64_t max_grids) {
  return nlohmann::json::parse(
      format_page_data({record}, max_grids, [](size_t, const std::filesystem::path& path) {
        return path.filename().string();
      }))["runs"][0];
}

}  // namespace

TEST(ToDataUri, EncodesTheExamplesOfRfc4648) {
  const std::string head = "data:image/png;base64,";
  EXPECT_EQ(to_data_uri(""), head);
  EXPECT_EQ(to_data_uri("f"), head + "Zg==");
  EXPECT_EQ(to_data_uri("fo"), head + "Zm8=");
  EXPECT_EQ(to_data_uri("foo"), head + "Zm9v");
  EXPECT_EQ(to_data_uri("foobar"), head + "Zm9vYmFy");
  EXPECT_EQ(to_data_uri("\xff\xfe"), head + "//4=");
}

TEST(PageData, ThinsLongCurvesToMeansAndKeepsTheirEnd) {
  const auto split = data_of(make_record(2500, 1), 10)["splits"]["train"];
  ASSERT_EQ(split["step"].size(), 834);  // three lines per point
  EXPECT_EQ(split["step"][0], 30);
  EXPECT_EQ(split["loss.generator"][0], 20);
  EXPECT_EQ(split["step"][833], 25000);
}

TEST(PageData, SpreadsTheGridsFromFirstToLast) {
  const auto run = data_of(make_record(1, 101), 5);
  std::vector<int64_t> epochs;
  for (const auto& grid : run["grids"]) epochs.push_back(grid["epoch"]);
  EXPECT_THAT(epochs, ElementsAre(0, 25, 50, 75, 100));
  EXPECT_EQ(run["grids"][1]["src"], "epoch-0025.png");
  EXPECT_EQ(run["grids_left_out"], 96);
}

TEST(PageData, NamesTheMetricsThatATrainingMeasures) {
  const auto data = nlohmann::ordered_json::parse(
      format_page_data({}, 1, [](size_t, const std::filesystem::path&) { return ""; }));
  EXPECT_EQ(data["metrics"].size(), 9);
  EXPECT_EQ(data["metrics"]["frechet"], "Frechet distance (lower)");
  EXPECT_EQ(data["metrics"]["class_kl"], "Class divergence (KL), nats (lower)");
}

TEST(Page, HoldsDataThatCannotEndItsScript) {
  const std::string page = format_page(R"({"runs":[],"x":"</script><b>"})");
  EXPECT_THAT(page, HasSubstr(R"("x":"\u003c/script>\u003cb>")"));
  EXPECT_THAT(page, Not(HasSubstr("{{")));
}

}  // namespace gan
