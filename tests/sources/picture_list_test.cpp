#include "core/sources/picture_list.h"

#include <gmock/gmock.h>

#include "tests/temporary_folder.h"

namespace gan {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

PictureList list_names(const std::vector<std::string>& names, const std::string& json = "") {
  return list_pictures(
      names, [&](const std::string&) { return json; }, "dir");
}

std::string message_for_names(const std::vector<std::string>& names, const std::string& json = "") {
  return message_of([&] { list_names(names, json); });
}

}  // namespace

TEST(PictureList, OfAFlatFolderIsSortedByName) {
  const PictureList list =
      list_names({"b.png", "a.JPG", "10.jpeg", "9.Png", "notes.txt", "Makefile"});
  EXPECT_THAT(list.names, ElementsAre("10.jpeg", "9.Png", "a.JPG", "b.png"));
  EXPECT_THAT(list.classes, IsEmpty());
  EXPECT_THAT(list.odd, ElementsAre("Makefile", "notes.txt"));
}

TEST(PictureList, TakesTheFirstFolderForTheClass) {
  const PictureList list = list_names({"dog/x/2.png", "cat/1.png", "dog/1.png", "dog/readme"});
  EXPECT_THAT(list.names, ElementsAre("cat/1.png", "dog/1.png", "dog/x/2.png"));
  EXPECT_THAT(list.class_names, ElementsAre("cat", "dog"));
  EXPECT_THAT(list.classes, ElementsAre(0, 1, 1));
  EXPECT_THAT(list.odd, ElementsAre("dog/readme"));
}

TEST(PictureList, SortsNumbersAsNumbers) {
  EXPECT_THAT(list_names({"10/a.png", "9/a.png", "2/a.png"}).class_names,
              ElementsAre("2", "9", "10"));
  EXPECT_THAT(list_names({"10/a.png", "9/a.png", "x/a.png"}).class_names,
              ElementsAre("10", "9", "x"));
  EXPECT_THAT(list_names({"010/a.png", "9/a.png", "09/a.png"}).class_names,
              ElementsAre("09", "9", "010"));
}

TEST(PictureList, DescendsIntoASingleFolder) {
  const PictureList list = list_names({"set/all/b/1.png", "set/all/a/1.png", "readme.md"});
  EXPECT_THAT(list.names, ElementsAre("set/all/a/1.png", "set/all/b/1.png"));
  EXPECT_THAT(list.class_names, ElementsAre("a", "b"));
  EXPECT_THAT(list_names({"set/1.png", "set/2.png"}).classes, IsEmpty());
}

TEST(PictureList, PassesOverHiddenFiles) {
  const PictureList list = list_names({"1.png", "._1.png", ".git/2.png", "__MACOSX/1.png",
                                       "a/.DS_Store", "a/__MACOSX/3.png", ".hidden"});
  EXPECT_THAT(list.names, ElementsAre("1.png"));
  EXPECT_THAT(list.odd, IsEmpty());
}

TEST(PictureList, RefusesPicturesAtTheTopAndInFolders) {
  EXPECT_THAT(message_for_names({"a.png", "b/c.png"}),
              AllOf(HasSubstr("dir: pictures must lie either all at the top"),
                    HasSubstr("got a.png and b/c.png")));
}

TEST(PictureList, RefusesNoPictures) {
  EXPECT_THAT(message_for_names({}), HasSubstr("dir: must hold pictures"));
  EXPECT_THAT(message_for_names({"a.txt", "b.gif"}), HasSubstr("got 2 other files such as a.txt"));
}

TEST(PictureList, RefusesClassesThatNobodyCanRead) {
  for (const char* name : {"a\nb/1.png", "\xff\xfe/1.png"})
    EXPECT_THAT(
        message_for_names({name, "b/1.png"}),
        AllOf(HasSubstr("dir: the name of a class must be UTF-8"), testing::Not(HasSubstr("\n"))));
}

TEST(PictureList, RefusesTooManyClasses) {
  std::vector<std::string> names;
  for (int i = 0; i < 65537; ++i) names.push_back(std::to_string(i) + "/a.png");
  EXPECT_THAT(message_for_names(names), HasSubstr("at most 65536 classes are possible, got 65537"));
  names.pop_back();
  EXPECT_EQ(list_names(names).class_names.back(), "65535");
}

TEST(PictureList, TakesStyleGansLabelsBeforeFolders) {
  const std::string json =
      R"({"labels": [["00000/a.png", 7], ["00000/b.png", 10], ["00001/c.png", 7]]})";
  const std::vector<std::string> names = {"00000/a.png", "00000/b.png", "00001/c.png",
                                          "dataset.json"};
  const PictureList list = list_names(names, json);
  EXPECT_THAT(list.class_names, ElementsAre("7", "10"));
  EXPECT_THAT(list.classes, ElementsAre(0, 1, 0));
  EXPECT_THAT(list.odd, IsEmpty());
  const PictureList none = list_names(names, R"({"labels": null})");
  EXPECT_THAT(none.classes, IsEmpty());
  EXPECT_THAT(none.class_names, IsEmpty());
}

TEST(PictureList, FindsStyleGansLabelsAboveAndInASingleFolder) {
  const std::string above = R"({"labels": [["00000/a.png", 1], ["00000/b.png", 0]]})";
  EXPECT_THAT(list_names({"00000/a.png", "00000/b.png", "dataset.json"}, above).classes,
              ElementsAre(1, 0));
  const std::string inside = R"({"labels": [["a.png", 3], ["b.png", 2]]})";
  EXPECT_THAT(list_names({"set/a.png", "set/b.png", "set/dataset.json"}, inside).class_names,
              ElementsAre("2", "3"));
}

TEST(PictureList, RefusesLabelsThatMakeNoSense) {
  const std::vector<std::string> names = {"a.png", "b.png", "dataset.json"};
  const auto message_for = [&](const std::string& json) { return message_for_names(names, json); };
  EXPECT_THAT(
      message_for(R"({"labels": [["a.png", 1]]})"),
      HasSubstr("dir: dataset.json: must hold a label for each picture, got none for b.png"));
  EXPECT_THAT(message_for(R"({"labels": [["a.png", 1], ["a.png", 2]]})"),
              HasSubstr("must name each picture once, got a.png twice"));
  for (const char* pair : {R"(["a.png", 1.5])", R"(["a.png", -1])", R"(["a.png", [0, 1]])",
                           R"(["a.png"])", R"([1, 2])", "7"})
    EXPECT_THAT(message_for(std::string(R"({"labels": [)") + pair + "]}"),
                HasSubstr("labels must be pairs such as"))
        << pair;
  EXPECT_THAT(message_for(R"({"labels": {}})"), HasSubstr("must be an array or null"));
  EXPECT_THAT(message_for("[]"), HasSubstr("must be an object with \"labels\""));
  EXPECT_THAT(message_for("{"), HasSubstr("dir: dataset.json"));
}

TEST(PictureFolder, ListsAllFilesBelowIt) {
  const TemporaryFolder folder;
  std::filesystem::create_directories(folder / "b/c");
  std::filesystem::create_directories(folder / ".git");
  for (const char* name : {"b/c/2", "b/1", "a", ".git/config", ".x"}) folder.write(name, "");
  std::filesystem::create_symlink("nowhere", folder / "broken");
  std::filesystem::create_symlink("a", folder / "link");
  EXPECT_THAT(list_files(folder.path()), ElementsAre("a", "b/1", "b/c/2", "broken", "link"));
}

TEST(PictureFolder, RefusesLoopsOfLinks) {
  const TemporaryFolder folder;
  std::filesystem::create_directories(folder / "a/b");
  std::filesystem::create_symlink("../..", folder / "a/b/up");
  EXPECT_THAT(
      message_of([&] { list_files(folder.path()); }),
      AllOf(HasSubstr("a/b/up/: leads to the same folder as "), HasSubstr("remove the link")));
}

TEST(PictureFolder, FollowsLinksToFolders) {
  const TemporaryFolder folder, other;
  other.write("1.png", "");
  std::filesystem::create_symlink(other.path(), folder / "cat");
  EXPECT_THAT(list_files(folder.path()), ElementsAre("cat/1.png"));
  EXPECT_EQ(kind_of([&] { list_files(folder / "none"); }), ErrorKind::kMissing);
}

}  // namespace gan
