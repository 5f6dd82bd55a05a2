#include "core/output/json_lines.h"

#include <gmock/gmock.h>

namespace gan {

using testing::ElementsAre;

TEST(ForEachLine, LeavesOutALastLineWithoutItsEnd) {
  std::vector<std::string> lines;
  std::vector<bool> are_json;
  for_each_line("{\"a\":1}\nno JSON\n\n{\"b\"", [&](std::string_view line, const Json& json) {
    lines.emplace_back(line);
    are_json.push_back(!json.is_discarded());
  });
  EXPECT_THAT(lines, ElementsAre("{\"a\":1}", "no JSON", ""));
  EXPECT_THAT(are_json, ElementsAre(true, false, false));
}

TEST(FindWholeNumber, TakesNoOtherNumber) {
  const Json object = parse_foreign(
      R"({"a": 3, "b": -1, "c": 1.5, "d": 9007199254740992, "e": "3", "f": 9007199254740991})");
  EXPECT_EQ(find_whole_number(object, "a"), 3);
  EXPECT_EQ(find_whole_number(object, "f"), (int64_t{1} << 53) - 1);
  for (const char* key : {"b", "c", "d", "e", "none"})
    EXPECT_EQ(find_whole_number(object, key), std::nullopt) << key;
  EXPECT_EQ(find_whole_number(Json::array(), "a"), std::nullopt);
}

TEST(ParseForeign, DiscardsWhatNestsTooDeep) {
  EXPECT_TRUE(parse_foreign(std::string(100'000, '[')).is_discarded());
  EXPECT_FALSE(parse_foreign("[[[]]]").is_discarded());
}

TEST(FormatLine, ReplacesWhatIsNoUtf8AndNoNumber) {
  EXPECT_EQ(format_line({{"a", "x\xff"}, {"b", std::nan("")}, {"c", 0.1}}),
            "{\"a\":\"x\xef\xbf\xbd\",\"b\":null,\"c\":0.1}\n");
}

}  // namespace gan
