#include "core/sources/data_sets.h"

#include <gmock/gmock.h>

#include "core/formats/npy.h"
#include "core/pictures/png.h"
#include "core/sources/places.h"
#include "tests/temporary_folder.h"

namespace gan {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

namespace fs = std::filesystem;

constexpr char kTrainImages[] = "train-images-idx3-ubyte";
constexpr char kTestImages[] = "t10k-images-idx3-ubyte";

std::string idx_images(int64_t count, int side = 2) {
  std::string bytes("\0\0\x08\x03\0\0\0", 7);
  bytes += static_cast<char>(count);
  for (int i = 0; i < 2; ++i) bytes += std::string(3, '\0') + static_cast<char>(side);
  return bytes + std::string(static_cast<size_t>(count * side * side), 'x');
}

std::string idx_labels(const std::string& labels) {
  return std::string("\0\0\x08\x01\0\0\0", 7) + static_cast<char>(labels.size()) + labels;
}

void write_pictures(const fs::path& folder, int count, int64_t channels = 1) {
  fs::create_directories(folder);
  for (int i = 0; i < count; ++i)
    write_png(folder / (std::to_string(i) + ".png"),
              torch::full({channels, 2, 2}, i, torch::kUInt8));
}

DataSets read_sets(const fs::path& folder, const Config::Data& data = {}, bool needs_test = true) {
  return read_data_sets(data, 1, folder, needs_test, {});
}

}  // namespace

TEST(DataSets, OfIdxFilesAreFoundByNameWithTheirLabels) {
  const TemporaryFolder folder;
  folder.write(kTrainImages, idx_images(3));
  folder.write("train-labels-idx1-ubyte", idx_labels("\1\2\7"));
  folder.write(kTestImages, idx_images(2));
  folder.write("t10k-labels-idx1-ubyte", idx_labels("\7\1"));
  const DataSets sets = read_sets(folder.path());
  EXPECT_EQ(sets.train.data.count(), 3);
  EXPECT_EQ(sets.train_path, folder / kTrainImages);
  EXPECT_EQ(sets.test_path, folder / kTestImages);
  EXPECT_FALSE(sets.is_split);
  EXPECT_THAT(sets.train.data.labels->names, ElementsAre("1", "2", "7"));
  // 7 and 1 are the training labels' classes 2 and 0.
  EXPECT_THAT(sets.test->data.labels->names, ElementsAre("1", "2", "7"));
  EXPECT_TRUE(torch::equal(sets.test->data.labels->values, torch::tensor({2, 0}, torch::kInt64)));
  EXPECT_FALSE(read_sets(folder.path(), {}, false).test);
}

TEST(DataSets, OfTestLabelsThatAreNoTrainingLabelsAreRefused) {
  const TemporaryFolder folder;
  folder.write(kTrainImages, idx_images(3));
  folder.write("train-labels-idx1-ubyte", idx_labels("\1\2\7"));
  folder.write(kTestImages, idx_images(2));
  folder.write("t10k-labels-idx1-ubyte", idx_labels("\1\3"));
  EXPECT_THAT(message_of([&] { read_sets(folder.path()); }),
              AllOf(HasSubstr("t10k-labels-idx1-ubyte: labels must be among those of "),
                    HasSubstr("train-labels-idx1-ubyte, got 3")));
}

TEST(DataSets, TakeTheLabelsThatAConfigNames) {
  const TemporaryFolder folder;
  folder.write(kTrainImages, idx_images(2));
  folder.write("train-labels-idx1-ubyte", idx_labels("\1\2"));
  folder.write("mine.npy", format_npy_header("|u1", 2, {}) + "\5\4");
  Config::Data data;
  data.train_labels = "mine.npy";
  EXPECT_THAT(read_sets(folder.path(), data, false).train.data.labels->names,
              ElementsAre("4", "5"));
  data.train_labels = "none.npy";
  EXPECT_THROW(read_sets(folder.path(), data, false), UsageError);
}

TEST(DataSets, ThatAreMissingAreNamed) {
  const TemporaryFolder folder;
  EXPECT_EQ(message_of([&] { read_sets(folder / "none"); }),
            (folder / "none/train-images-idx3-ubyte").string() +
                ": no such file, nor train-images-idx3-ubyte.gz or train-images.idx3-ubyte, nor "
                "pictures in " +
                (folder / "none").string());
  EXPECT_EQ(kind_of([&] { read_sets(folder.path()); }), ErrorKind::kMissing);
  folder.write(kTrainImages, idx_images(3));
  EXPECT_THAT(message_of([&] { read_sets(folder.path()); }),
              HasSubstr("t10k-images-idx3-ubyte: no such file, nor t10k-images-idx3-ubyte.gz"));
  EXPECT_FALSE(read_sets(folder.path(), {}, false).test);
}

TEST(DataSets, SetImagesAsideWhereAConfigSaysHowMany) {
  const TemporaryFolder folder;
  folder.write(kTrainImages, idx_images(10));
  Config::Data data;
  data.validation_count = 4;
  for (const bool needs_test : {true, false}) {
    const DataSets sets = read_sets(folder.path(), data, needs_test);
    EXPECT_EQ(sets.train.data.count(), 6);
    EXPECT_EQ(sets.test->data.count(), 4);
    EXPECT_TRUE(sets.is_split);
  }
  data.validation_count = 10;
  EXPECT_THAT(message_of([&] { read_sets(folder.path(), data); }),
              HasSubstr("/data/validation_count: must be less than the 10 images of "));
  folder.write(kTestImages, idx_images(2));
  EXPECT_THAT(message_of([&] { read_sets(folder.path(), data); }),
              HasSubstr("/data/validation_count: must be 0 where there are test images, got 10"));
  data.test_images = "";
  data.validation_count = 0;
  EXPECT_EQ(read_sets(folder.path(), data).test->data.count(), 1);
}

TEST(DataSets, MayBeAFolderOfPicturesItself) {
  const TemporaryFolder folder;
  write_pictures(folder / "cat", 12);
  write_pictures(folder / "dog", 8);
  const DataSets sets = read_sets(folder.path(), {}, false);
  EXPECT_EQ(sets.train.data.count(), 18);
  EXPECT_EQ(sets.test->data.count(), 2);
  EXPECT_TRUE(sets.is_split);
  EXPECT_EQ(sets.train_path, folder.path());
  EXPECT_THAT(sets.test->data.labels->names, ElementsAre("cat", "dog"));
}

TEST(DataSets, MayBeTheFoldersTrainAndTest) {
  for (const char* test : {"test", "val", "valid"}) {
    const TemporaryFolder folder;
    write_pictures(folder / "train", 5, 3);
    write_pictures(folder / test, 3, 1);
    folder.write(".DS_Store", "");
    const DataSets sets = read_sets(folder.path());
    EXPECT_EQ(sets.train.data.count(), 5);
    EXPECT_EQ(sets.test->data.count(), 3);
    EXPECT_EQ(sets.test->data.shape().channels, 3);  // as those to train on
    EXPECT_FALSE(sets.is_split);
    EXPECT_EQ(sets.test_path, folder / test);
  }
}

TEST(DataSets, OfThreeSplitsAreNotTakenForClasses) {
  const TemporaryFolder folder;
  for (const char* name : {"train", "test", "val"}) write_pictures(folder / name, 2);
  EXPECT_THAT(message_of([&] { read_sets(folder.path()); }),
              HasSubstr("holds the folders test, train, val, which are sets rather than classes"));
  Config::Data data;
  data.train_images = "train";
  data.test_images = "val";
  EXPECT_EQ(read_sets(folder.path(), data).train.data.count(), 2);
}

TEST(DataSets, MayBeAFileItself) {
  const TemporaryFolder folder;
  const auto path = folder.write("set.npy", format_npy_header("|u1", 2, {1, 1}) + "ab");
  const DataSets sets = read_sets(path);
  EXPECT_EQ(sets.train.kind, SourceKind::kNpy);
  EXPECT_EQ(sets.train.data.count(), 1);
  EXPECT_EQ(sets.test->data.count(), 1);
}

TEST(DataSets, ThatAConfigNamesItselfMustBeThere) {
  const TemporaryFolder folder;
  write_pictures(folder.path(), 20);
  Config::Data data;
  data.train_images = "own.npy";
  EXPECT_THAT(message_of([&] { read_sets(folder.path(), data); }), HasSubstr("own.npy: no such"));
  data = {};
  data.test_images = "own.npy";
  EXPECT_THAT(message_of([&] { read_sets(folder.path(), data); }), HasSubstr("own.npy: no such"));
  EXPECT_TRUE(read_sets(folder.path()).is_split);
}

TEST(DataSets, DoNotTakeAStrangersFileForTheirTestImages) {
  const TemporaryFolder folder;
  folder.write("own", idx_images(20));
  folder.write(kTestImages, idx_images(5));
  const DataSets sets = read_sets(folder / "own");
  EXPECT_TRUE(sets.is_split);
  EXPECT_EQ(sets.test->data.count(), 2);
}

TEST(DataSets, OfOneImageLeaveNoneToTrainOn) {
  const TemporaryFolder folder;
  write_pictures(folder.path(), 1);
  EXPECT_THAT(message_of([&] { read_sets(folder.path()); }),
              HasSubstr(": must hold at least 2 images, because some are set aside"));
}

TEST(DataSets, OfTwoShapesAreRefused) {
  const TemporaryFolder folder;
  folder.write(kTrainImages, idx_images(3, 2));
  folder.write(kTestImages, idx_images(3, 3));
  EXPECT_EQ(message_of([&] { read_sets(folder.path()); }),
            "/data/test_images: must be of the training images' size, 2 x 2, got 3 x 3 in " +
                (folder / kTestImages).string());
}

TEST(DataSets, RefuseTestImagesAmongTheTrainingImages) {
  const TemporaryFolder folder;
  write_pictures(folder / "cat", 3);
  write_pictures(folder / "held-out", 3);
  Config::Data data;
  data.test_images = "held-out";
  EXPECT_THAT(message_of([&] { read_sets(folder.path(), data); }),
              HasSubstr("/data/test_images: must not lie among the training images, got "));
}

TEST(DataSets, AtAPathAreWhatLiesThereAndNoneAreSetAside) {
  const TemporaryFolder folder;
  write_pictures(folder / "flat", 3);
  const DataSets flat = read_sets_at({}, folder / "flat", {});
  EXPECT_EQ(flat.train.data.count(), 3);
  EXPECT_FALSE(flat.test);
  write_pictures(folder / "both/train", 4);
  write_pictures(folder / "both/val", 2);
  const DataSets both = read_sets_at({}, folder / "both", {});
  EXPECT_EQ(both.train.data.count(), 4);
  EXPECT_EQ(both.test->data.count(), 2);
  EXPECT_EQ(both.test_path, folder / "both/val");
}

TEST(DataSets, AtAPathOfAFileHaveTheLabelsBesideIt) {
  const TemporaryFolder folder;
  folder.write(kTrainImages, idx_images(3));
  folder.write(kTestImages, idx_images(2));
  folder.write("t10k-labels-idx1-ubyte", idx_labels("\7\1"));
  const DataSets sets = read_sets_at({}, folder / kTestImages, {});
  EXPECT_EQ(sets.train.data.count(), 2);
  EXPECT_THAT(sets.train.data.labels->names, ElementsAre("1", "7"));
  EXPECT_FALSE(sets.test);
  folder.write("mine", idx_labels("\3\4"));
  Config::Data data;
  data.train_labels = "mine";
  EXPECT_THAT(read_sets_at(data, folder / kTestImages, {}).train.data.labels->names,
              ElementsAre("3", "4"));
}

TEST(DataSets, ThatAConfigNamesMustBeThere) {
  const TemporaryFolder temporary;
  const fs::path folder = temporary / "own";
  write_pictures(folder / "train", 5);
  write_pictures(folder / "test", 3);
  write_pictures(temporary / "other", 2);
  Config::Data data;
  data.test_images = "nope";
  data.validation_count = 2;
  for (const fs::path& place : {folder, folder / "train"}) {
    EXPECT_EQ(kind_of([&] { read_sets(place, data, false); }), ErrorKind::kMissing) << place;
    EXPECT_EQ(kind_of([&] { read_sets_at(data, place, {}); }), ErrorKind::kMissing) << place;
  }
  data.validation_count = 0;
  data.test_images = "../other";
  EXPECT_EQ(read_sets(folder, data).test->data.count(), 2) << "rather than those of test";
  data.test_images = "";
  EXPECT_EQ(read_sets(folder, data).train.data.count(), 4) << "one of five is set aside";
  data.test_labels = "t.npy";
  EXPECT_EQ(message_of([&] { read_sets(folder, data); }),
            "/data/test_labels: needs test images, got t.npy; name them with /data/test_images, or "
            "leave it out");
}

TEST(DataSets, WithoutTestImagesForNamedTrainingImagesSayWhatToDo) {
  const TemporaryFolder folder;
  write_pictures(folder / "mine", 4);
  Config::Data data;
  data.train_images = "mine";
  EXPECT_THAT(message_of([&] { read_sets(folder.path(), data); }),
              HasSubstr("; name others with data.test_images, or say with data.validation_count "
                        "how many to set aside"));
  data.validation_count = 1;
  EXPECT_EQ(read_sets(folder.path(), data).train.data.count(), 3);
}

TEST(DataSets, OfAnotherFolderAreItsOwnTestImagesIfItHasSome) {
  const TemporaryFolder folder;
  write_pictures(folder / "both/train", 4);
  write_pictures(folder / "both/test", 2);
  write_pictures(folder / "flat", 4);
  Config::Data data;
  data.validation_count = 3;
  EXPECT_EQ(prefer_test_images(data, folder / "both").validation_count, 0);
  EXPECT_EQ(prefer_test_images(data, folder / "flat").validation_count, 3);
}

TEST(DataSets, AtAPathOfAFileMustNotBeNamedByAConfig) {
  const TemporaryFolder folder;
  folder.write("mine", idx_images(3));
  for (std::string Config::Data::*name :
       {&Config::Data::train_images, &Config::Data::test_images, &Config::Data::test_labels}) {
    Config::Data data;
    data.*name = "other";
    EXPECT_THAT(message_of([&] { read_sets_at(data, folder / "mine", {}); }),
                AllOf(HasSubstr(": needs a folder, got other with the file "),
                      HasSubstr("; leave it out")));
  }
}

TEST(DataSets, OfZippedIdxImagesHaveThePlainLabelsBesideThem) {
  EXPECT_EQ(labels_name("t10k-images.idx3-ubyte.gz"), "t10k-labels.idx1-ubyte");
  EXPECT_EQ(labels_name("images.gz"), "");
}

}  // namespace gan
