#include <gmock/gmock.h>

#include <map>

#include "core/base/errors.h"
#include "core/config/config_json.h"
#include "core/config/resume.h"

namespace gan {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

std::vector<std::string> faults_of(const std::string& json,
                                   const std::vector<Override>& overrides = {}) {
  try {
    parse_config(json, "c.json", overrides);
  } catch (const UsageError& error) {
    return error.faults();
  }
  return {};
}

}  // namespace

TEST(Config, ReadsEveryKindOfSetting) {
  const Config config = parse_config(
      R"({"seed": 7, "generator": {"hidden": [3, 4]}, "discriminator": {"hidden": []},
          "loss": {"smoothing": 0, "labels": "redrawn"}})",
      "c.json", {{"/train/batch_size", "32", "--b"}, {"/generator/hidden", "5,6", "--h"}});
  EXPECT_EQ(config.seed, 7);
  EXPECT_THAT(config.generator.hidden, ElementsAre(5, 6));
  EXPECT_TRUE(config.discriminator.hidden.empty());
  EXPECT_EQ(config.loss.smoothing, 0);
  EXPECT_EQ(config.loss.labels, LabelMode::kRedrawn);
  EXPECT_EQ(config.train.batch_size, 32);
}

TEST(Config, ComesBackFromItsTextTheSame) {
  Config config;
  config.optimizer.generator_learning_rate = 0.1 + 0.2;
  config.generator.hidden = {1, 2, 3};
  config.data.folder = "a \"quoted\" folder";
  const std::string text = format_config(config, {{"libtorch", "1.13.1"}});
  EXPECT_EQ(format_config(parse_config(text, "c.json")), format_config(config));
}

TEST(Config, ReportsEveryFaultAtOnce) {
  EXPECT_THAT(
      faults_of(R"({"train": {"batch_size": 64.5, "bach_size": 1}, "seed": "1", "loss": 3})",
                {{"/train/epochs", "0", "--train.epochs"}}),
      ElementsAre("c.json: /train/batch_size: must be an integer in [1, 65536], got 64.5",
                  "c.json: /train/bach_size: unknown setting; did you mean /train/batch_size?",
                  "c.json: /seed: must be an integer in [0, 9007199254740991], got \"1\"",
                  "c.json: /loss: must be an object { ... }, got 3",
                  "--train.epochs: must be an integer in [1, 1000000000], got 0"));
}

TEST(Config, RefusesWhatNlohmannWouldLetPass) {
  EXPECT_THAT(faults_of(R"({"seed": 1, "seed": 2})"),
              ElementsAre(AllOf(HasSubstr("c.json"), HasSubstr("\"seed\""), HasSubstr("twice"))));
  EXPECT_THAT(faults_of(R"({"seed": 18446744073709551615})"), ElementsAre(HasSubstr("got 1844")));
  EXPECT_THAT(faults_of("{\"seed\": 1} x"), ElementsAre(HasSubstr("line 1, column 13")));
  EXPECT_THAT(faults_of("{\n  \"seed\" 1}"), ElementsAre(HasSubstr("line 2, column 10")));
  EXPECT_THAT(faults_of(R"({"loss": {"smoothing": 1e999}})"),
              ElementsAre(HasSubstr("a number is too large")));
  EXPECT_THAT(faults_of("[]"), ElementsAre("c.json: must be a JSON object { ... }, got []"));
  EXPECT_THAT(faults_of("null"), ElementsAre("c.json: must be a JSON object { ... }, got null"));
  const std::string deep = std::string(1'000'000, '[') + std::string(1'000'000, ']');
  EXPECT_THAT(faults_of(deep), ElementsAre(HasSubstr("c.json: nested")));
  EXPECT_THAT(faults_of("{\"seed\": " + deep + "}"), ElementsAre(HasSubstr("nested")));
  EXPECT_THAT(faults_of("{}", {{"/generator/hidden", deep, "--generator.hidden"}}),
              ElementsAre(HasSubstr("--generator.hidden: must be a list of")));
  EXPECT_THAT(faults_of(R"({"data": {"folder": "[[[[[[[[[[[[[[[[[[[[\"{[[[["}})"), ElementsAre());
}

TEST(Config, TakesCommentsAndNothingElseBeyondJson) {
  const Config config = parse_config(
      "\xef\xbb\xbf// \"why\n/* [[[[[[[[[[[[[[[[[[[[ \" */ {\"seed\": /**/ 7, // {\r\n"
      R"("data": {"folder": "a//b/*c*/\"//", "train_images": "\\"} /*"*/ } //)",
      "c.json");
  EXPECT_EQ(config.seed, 7);
  EXPECT_EQ(config.data.folder, "a//b/*c*/\"//");
  EXPECT_EQ(config.data.train_images, "\\");
  EXPECT_THAT(faults_of("{\"seed\": 1, // last\n}"), ElementsAre(HasSubstr("line 2, column 1")));
  EXPECT_THAT(faults_of("{} # x"), ElementsAre(HasSubstr("line 1, column 4")));
  EXPECT_THAT(faults_of("{\"seed\": 1/**/2}"), ElementsAre(HasSubstr("not valid JSON")));
  EXPECT_THAT(faults_of("{\"seed\": 1, /**/ \"seed\": 1}"), ElementsAre(HasSubstr("twice")));
  EXPECT_THAT(faults_of("{\n  \"seed\": 1 /* \n}"),
              ElementsAre("c.json: the comment at line 2, column 13 has no end; close it with */"));
  EXPECT_THAT(faults_of("{} /*/"), ElementsAre(HasSubstr("column 4 has no end")));
}

TEST(Config, CallsAnEmptyFileAndUtf16ByTheirNames) {
  for (const char* empty : {"", " \r\n\t", "// nothing\n/* yet */", "\xef\xbb\xbf"})
    EXPECT_THAT(faults_of(empty), ElementsAre(HasSubstr("c.json: is empty; "))) << empty;
  const std::string text("{\0}\0", 4);
  for (const std::string& utf16 :
       {text, "\xff\xfe" + text, "\xfe\xff" + text.substr(1), '\0' + text.substr(0, 3)})
    EXPECT_THAT(faults_of(utf16), ElementsAre("c.json: is UTF-16; save it as UTF-8"));
  EXPECT_THAT(faults_of(std::string(4, '\0')), ElementsAre(HasSubstr("not valid JSON")));
}

TEST(Config, TakesNumbersWhoseValueIsWhole) {
  const auto batch_size = [](const std::string& number) {
    return parse_config(R"({"train": {"batch_size": )" + number + "}}", "c.json").train.batch_size;
  };
  EXPECT_EQ(batch_size("2.0"), 2);
  EXPECT_EQ(batch_size("1e4"), 10000);
  EXPECT_EQ(batch_size("1E+2"), 100);
  EXPECT_EQ(batch_size("1200.00e-2"), 12);
  EXPECT_EQ(batch_size("0.125e3"), 125);
  EXPECT_EQ(parse_config(R"({"seed": -0.0})", "c.json").seed, 0);
  EXPECT_EQ(parse_config(R"({"seed": 9007199254740991.0})", "c.json").seed, 9007199254740991);
  EXPECT_EQ(parse_config(R"({"seed": 0e-99999999999999999999})", "c.json").seed, 0);
  const Config config = parse_config(
      R"({"generator": {"hidden": [2.0, 3e1]}})", "c.json",
      {{"/train/epochs", "1e2", "--train.epochs"}, {"/discriminator/hidden", "4.0,5", "--d"}});
  EXPECT_THAT(config.generator.hidden, ElementsAre(2, 30));
  EXPECT_THAT(config.discriminator.hidden, ElementsAre(4, 5));
  EXPECT_EQ(config.train.epochs, 100);
}

TEST(Config, RefusesNumbersWhoseValueIsNotWholeOrTooLarge) {
  // The last ones are whole only as doubles, to which they are rounded.
  for (const char* number : {"2.5", "1e30", "125e-1", "1e-99999999999999999999", "9007199254740993",
                             "9007199254740993.0", "64.00000000000000001", "9007199254740990.5"})
    EXPECT_THAT(faults_of(std::string(R"({"seed": )") + number + "}"),
                ElementsAre(HasSubstr("/seed: must be an integer in [0, 9007199254740991], got ")))
        << number;
  EXPECT_THAT(faults_of("{}", {{"/train/batch_size", "2.5", "--train.batch_size"}}),
              ElementsAre(HasSubstr("--train.batch_size: must be an integer")));
}

TEST(Config, StartsFromTheConfigThatItExtends) {
  const std::map<std::string, std::string> files = {
      {"base",
       R"({"seed": 2, "train": {"epochs": 3, "steps": 4}, "generator": {"hidden": [1, 2]}})"},
      {"middle", R"({"train": {"epochs": 5}, "extends": "base", "generator": {"hidden": [9]}})"},
      {"faulty", R"({"sed": 1, "train": {"epochs": 0}})"},
  };
  const auto read_base = [&](const std::string& extends) {
    if (files.count(extends) == 0) throw Error(extends + ": none");
    return ConfigText{files.at(extends), extends};
  };
  const auto parse = [&](const std::string& json) {
    return parse_config(json, "c", {{"/seed", "7", "--seed"}}, read_base);
  };
  const Config config = parse(R"({"extends": "middle", "train": {"steps": 6}})");
  EXPECT_EQ(config.train.steps, 6);
  EXPECT_EQ(config.train.epochs, 5);
  EXPECT_THAT(config.generator.hidden, ElementsAre(9));
  EXPECT_EQ(config.seed, 7);
  EXPECT_THAT(format_config(config), testing::Not(HasSubstr("extends")));

  const auto faults = [&](const std::string& json) {
    try {
      parse(json);
    } catch (const UsageError& error) {
      return error.faults();
    }
    return std::vector<std::string>();
  };
  EXPECT_THAT(faults(R"({"extends": "faulty", "loss": 1})"),
              ElementsAre(HasSubstr("faulty: /sed: "), HasSubstr("faulty: /train/epochs: "),
                          HasSubstr("c: /loss: ")));
  EXPECT_THAT(faults(R"({"extends": "x", "loss": 1})"),
              ElementsAre("c: /extends: x: none", HasSubstr("c: /loss: ")));
  EXPECT_THAT(faults(R"({"extends": ["x"]})"), ElementsAre(HasSubstr("c: /extends: must be ")));
  EXPECT_THAT(faults(R"({"extends": ""})"), ElementsAre(HasSubstr("c: /extends: must be ")));
  EXPECT_THAT(faults_of(R"({"extends": "base"})"), ElementsAre(HasSubstr("/extends: unknown")))
      << "a checkpoint's config extends nothing";
}

TEST(Config, ReadsAndWritesEveryNameOfEveryChoice) {
  Config config;
  int choices = 0;
  for (const Setting& setting : list_settings(config)) {
    const auto* const choice = std::get_if<ChoiceReference>(&setting.value);
    if (!choice) continue;
    ++choices;
    for (const char* name : choice->names()) {
      const Config given = override_config(Config(), {{setting.path, name, "--x"}});
      const bool is_digit = std::string(name) == "1" || std::string(name) == "3";
      const std::string json = is_digit ? name : "\"" + std::string(name) + "\"";
      EXPECT_THAT(format_config(given), HasSubstr("\"" + setting.key() + "\": " + json));
      EXPECT_EQ(format_config(parse_config(format_config(given), "c")), format_config(given));
    }
  }
  EXPECT_EQ(choices, 19);
}

TEST(Config, TakesADigitAsANumberAndABooleanAsOne) {
  EXPECT_EQ(parse_config(R"({"data": {"channels": 3, "mirror": true}})", "c").data.channels,
            ChannelOption::kColour);
  EXPECT_TRUE(override_config(Config(), {{"/data/mirror", "true", "--x"}}).data.mirror);
  EXPECT_THAT(faults_of(R"({"data": {"channels": "3", "mirror": 1, "size": true}})"),
              ElementsAre(HasSubstr("/data/channels: must be one of auto, 1, 3, got \"3\""),
                          HasSubstr("/data/mirror: must be true or false, got 1"),
                          HasSubstr("/data/size: must be an integer in [0, 4096], got true")));
  EXPECT_THAT(faults_of(R"({"data": {"channels": 2}})"),
              ElementsAre(HasSubstr("/data/channels: must be one of auto, 1, 3, got 2")));
}

TEST(Config, RefusesANameThatIsNoneOfTheChoices) {
  EXPECT_THAT(
      faults_of(R"({"loss": {"objective": "minimaxi"}, "evaluate": {"best_by": "density"}})"),
      ElementsAre(HasSubstr("/loss/objective: must be one of non_saturating, minimax, "
                            "least_squares, hinge, wasserstein, relativistic, got "
                            "\"minimaxi\""),
                  HasSubstr("/evaluate/best_by: must be one of frechet, kid, precision, "
                            "recall, coverage, class_kl, got \"density\"")));
}

TEST(Config, RespectsTheEndsOfARange) {
  EXPECT_EQ(faults_of(R"({"optimizer": {"generator_beta1": 0}})").size(), 0U);
  EXPECT_THAT(faults_of(R"({"optimizer": {"generator_beta1": 1}})"),
              ElementsAre(HasSubstr("a number in [0, 1), got 1")));
  EXPECT_THAT(faults_of(R"({"optimizer": {"generator_learning_rate": 0}})"),
              ElementsAre(HasSubstr("a number in (0, 1000], got 0")));
}

TEST(Config, EverySettingRefusesAValueOfTheWrongKind) {
  Config config;
  for (const Setting& setting : list_settings(config)) {
    const bool is_text = std::holds_alternative<std::string*>(setting.value) ||
                         std::holds_alternative<ChoiceReference>(setting.value);
    const std::string wrong = is_text ? "7" : "\"x\"";
    const std::string json =
        setting.section().empty()
            ? "{\"" + setting.key() + "\": " + wrong + "}"
            : "{\"" + setting.section() + "\": {\"" + setting.key() + "\": " + wrong + "}}";
    EXPECT_EQ(faults_of(json).size(), 1U) << json;
  }
}

TEST(ResumeFaults, NameTheSettingAndBothValues) {
  Config stored, given;
  given.train.batch_size = 32;
  given.train.epochs = 99;
  given.threads = 3;
  EXPECT_THAT(find_resume_faults(stored, given),
              ElementsAre(AllOf(HasSubstr("/train/batch_size: "), HasSubstr("stored 64, got 32"))));
}

TEST(FindResumeFaults, KeepsTheLengthOfARunWhoseLearningRateFalls) {
  Config stored;
  Config given = stored;
  given.train.epochs = 20;
  EXPECT_TRUE(find_resume_faults(stored, given).empty());
  stored.optimizer.schedule = given.optimizer.schedule = Schedule::kLinear;
  EXPECT_THAT(find_resume_faults(stored, given), ElementsAre(HasSubstr("/train/epochs: ")));
}

}  // namespace gan
