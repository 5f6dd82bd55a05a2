#include "app/evaluation/by_class_report.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

namespace gan {
namespace {

using testing::HasSubstr;
using testing::Not;

ClassScores measured_class(double frechet, double recall) {
  ClassScores scores;
  scores.samples = 30;
  scores.test_images = 40;
  scores.share_asked = 0.3;
  scores.share_seen = 0.2;
  scores.gan_test = 0.5;
  scores.frechet = {frechet, {1, 2}};
  scores.recall = {recall, {}};
  return scores;
}

ClassScores class_of_few() {
  ClassScores scores;
  scores.samples = 9;
  scores.gan_test = 1;
  return scores;
}

}  // namespace

TEST(ByClassReport, IsATableOfClasses) {
  EXPECT_EQ(format_by_class({measured_class(12.3456, 0.75), class_of_few()}, {"cat", "7"}),
            "class              asked %  seen %  GAN-test  Frechet  real     recall   real\n"
            "cat                  30.00   20.00  0.5000    12.346   1.500    0.7500   -\n"
            "7                     0.00    0.00  1.0000    -        -        -        -\n"
            "no figure, fewer than 10 samples or test images:\n  1 class: 7\n");
  EXPECT_EQ(format_by_class({}, {}), "");
}

TEST(ByClassReport, OfManyClassesListsThoseWithoutAFigure) {
  std::vector<ClassScores> classes(41, measured_class(1, 1));
  std::vector<std::string> names(41, "x");
  EXPECT_EQ(format_by_class(classes, names), "");
  classes[40] = class_of_few();
  names[40] = "few";
  EXPECT_EQ(format_by_class(classes, names),
            "no figure, fewer than 10 samples or test images:\n  1 class: few\n");
}

TEST(ByClassReport, NamesOfFoldersKeepTheirPlace) {
  const std::string line =
      format_by_class({measured_class(1, 1)}, {"a\x1b[31m very long name of a folder"});
  EXPECT_THAT(line, HasSubstr("\na\\x1b[31m ver..."));
  EXPECT_THAT(line, Not(HasSubstr("\x1b")));
  EXPECT_EQ(short_name("f\u00fcnf", 5), "f\u00fcnf");
  EXPECT_EQ(short_name("\u00fc\u00fc\u00fc\u00fc", 6), "\u00fc...");
}

TEST(ByClassReport, NamesTheWorstInJson) {
  const auto json = describe_by_class(
      {measured_class(2, 0.5), measured_class(1, 0.25), class_of_few()}, {"a", "b", "c"});
  EXPECT_EQ(json["worst"]["frechet"], "a");
  EXPECT_EQ(json["worst"]["recall"], "b");
  EXPECT_EQ(json["classes"]["a"]["frechet"]["real"]["mean"], 1.5);
  EXPECT_TRUE(json["classes"]["c"]["frechet"]["value"].is_null());
  EXPECT_EQ(json["classes"]["c"]["samples"], 9);
  EXPECT_FALSE(json["classes"]["b"]["recall"].contains("real"));
}

}  // namespace gan
