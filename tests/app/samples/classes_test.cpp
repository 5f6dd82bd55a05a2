#include "app/samples/classes.h"

#include <gmock/gmock.h>

#include "core/base/errors.h"

namespace gan {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::ThrowsMessage;

ClassTable table_of(const std::vector<std::string>& names) {
  return {names, std::vector<int64_t>(names.size(), 1)};
}

std::vector<int64_t> parse(const std::string& text, const std::vector<std::string>& names) {
  return parse_classes(text, table_of(names));
}

TEST(Classes, AreNamedOneByOneOrAsARange) {
  const std::vector<std::string> digits = {"0", "1", "2", "7", "10"};
  EXPECT_THAT(parse("7", digits), ElementsAre(3));
  EXPECT_THAT(parse("10,0", digits), ElementsAre(4, 0));
  EXPECT_THAT(parse("1-7,0", digits), ElementsAre(1, 2, 3, 0));
}

TEST(Classes, NamesMayHoldDashesAndCommas) {
  const std::vector<std::string> names = {"a-b", "b", "black, white", "c"};
  EXPECT_THAT(parse("a-b", names), ElementsAre(0));
  EXPECT_THAT(parse("a-b-b", names), ElementsAre(0, 1));
  EXPECT_THAT(parse("black, white", names), ElementsAre(2));
}

TEST(Classes, ANumberIsAPlaceWhereNoNameIsANumber) {
  EXPECT_THAT(parse("1", {"cat", "dog"}), ElementsAre(1));
  EXPECT_THROW(parse("1", {"cat", "7"}), UsageError);
}

TEST(Classes, WhatIsUnknownIsNamedWithARemedy) {
  const std::vector<std::string> names = {"cat", "dog", "4", "7"};
  EXPECT_THAT(
      [&] { parse("dgo", names); },
      ThrowsMessage<UsageError>(AllOf(HasSubstr("\"dgo\""), HasSubstr("did you mean dog?"))));
  EXPECT_THAT(
      [&] { parse("4,", names); },
      ThrowsMessage<UsageError>(AllOf(HasSubstr("got \"\""), HasSubstr("name some of these"))));
  EXPECT_THAT([&] { parse("0-7", names); },
              ThrowsMessage<UsageError>(HasSubstr("name some of these")));
  EXPECT_THAT([&] { parse("7-4", names); },
              ThrowsMessage<UsageError>(AllOf(HasSubstr("got 7-4"), HasSubstr("write 4-7"))));
  EXPECT_THAT([&] { parse("7", {}); }, ThrowsMessage<UsageError>(HasSubstr("leave it out")));
}

}  // namespace
}  // namespace gan
