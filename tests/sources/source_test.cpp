#include "core/sources/source.h"

#include <gmock/gmock.h>
#include <zip.h>

#include "core/base/file.h"
#include "core/formats/npy.h"
#include "core/pictures/png.h"
#include "tests/temporary_folder.h"

namespace gan {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

// A picture of 2 x 2 pixels of one grey level.
void write_grey_picture(const std::filesystem::path& path, int level) {
  std::filesystem::create_directories(path.parent_path());
  write_png(path, torch::full({1, 2, 2}, level, torch::kUInt8));
}

// The grey level of each image.
std::vector<int> levels_of(const DataSet& data) {
  std::vector<int> levels;
  for (int64_t i = 0; i < data.count(); ++i)
    levels.push_back(data.images.pixels[i].max().item<int>());
  return levels;
}

std::vector<int64_t> values_of(const torch::Tensor& values) {
  return {values.data_ptr<int64_t>(), values.data_ptr<int64_t>() + values.numel()};
}

void pack_files(const std::filesystem::path& path,
                const std::vector<std::pair<std::string, std::string>>& files) {
  zip_t* const archive = zip_open(path.c_str(), ZIP_CREATE | ZIP_TRUNCATE, nullptr);
  for (const auto& [name, bytes] : files)
    zip_file_add(archive, name.c_str(), zip_source_buffer(archive, bytes.data(), bytes.size(), 0),
                 0);
  ASSERT_EQ(zip_close(archive), 0);
}

}  // namespace

TEST(Source, OfAFolderOfPicturesHasTheirClasses) {
  const TemporaryFolder folder;
  write_grey_picture(folder / "cat/1.png", 10);
  write_grey_picture(folder / "dog/1.png", 20);
  write_grey_picture(folder / "dog/2.png", 30);
  folder.write("cat/notes.txt", "");
  const ReadDataSet set = read_data_set(folder.path(), {}, {}, {});
  EXPECT_EQ(set.kind, SourceKind::kFolder);
  EXPECT_EQ(set.data.shape(), (ImageShape{1, 2, 2}));
  EXPECT_THAT(levels_of(set.data), ElementsAre(10, 20, 30));
  EXPECT_EQ(set.data.images.crc32,
            crc32_of(std::string("\x0a\x0a\x0a\x0a\x14\x14\x14\x14\x1e\x1e\x1e\x1e", 12)));
  ASSERT_TRUE(set.data.labels);
  EXPECT_THAT(set.data.labels->names, ElementsAre("cat", "dog"));
  EXPECT_THAT(values_of(set.data.labels->values), ElementsAre(0, 1, 1));
  EXPECT_THAT(set.odd, ElementsAre("cat/notes.txt"));
}

TEST(Source, OfPicturesSkipsTheLabelsOfThoseThatAreDamaged) {
  const TemporaryFolder folder;
  for (const int level : {1, 2, 3})
    write_grey_picture(folder / ("p/" + std::to_string(level) + ".png"), level);
  folder.write("p/2.png", "x");
  const auto labels = folder.write("l.npy", format_npy_header("|u1", 3, {}) + "\7\x8\x9");
  Config::Data options;
  options.skip_damaged = true;
  const ReadDataSet set = read_data_set(folder / "p", labels, options, {});
  EXPECT_THAT(levels_of(set.data), ElementsAre(1, 3));
  EXPECT_THAT(set.data.labels->names, ElementsAre("7", "9"));
  EXPECT_THAT(set.damaged, ElementsAre(HasSubstr("2.png: not a PNG or JPEG")));
  EXPECT_THAT(message_of([&] { read_data_set(folder / "p", labels, {}, {}); }),
              HasSubstr("p: 1 of 3 pictures cannot be read: 2.png: "));
  folder.write("l.npy", format_npy_header("|u1", 2, {}) + "\7\x8");
  EXPECT_THAT(message_of([&] { read_data_set(folder / "p", labels, options, {}); }),
              HasSubstr("l.npy: must hold a label for each of the 3 images, got 2"));
}

TEST(Source, OfAZipOfPicturesHasStyleGansLabels) {
  const TemporaryFolder folder;
  write_grey_picture(folder / "a.png", 10);
  const std::string png = read_file(folder / "a.png", 1 << 20);
  pack_files(folder / "set.bin",
             {{"0/a.png", png},
              {"0/b.png", png},
              {"dataset.json", R"({"labels": [["0/a.png", 3], ["0/b.png", 1]]})"}});
  const ReadDataSet set = read_data_set(folder / "set.bin", {}, {}, {});
  EXPECT_EQ(set.kind, SourceKind::kZip);
  EXPECT_THAT(levels_of(set.data), ElementsAre(10, 10));
  EXPECT_THAT(set.data.labels->names, ElementsAre("1", "3"));
  EXPECT_THAT(values_of(set.data.labels->values), ElementsAre(1, 0));
}

TEST(Source, IsToldByItsFirstBytes) {
  const TemporaryFolder folder;
  const std::string npy = format_npy_header("|u1", 2, {1, 1}) + "ab";
  EXPECT_EQ(read_data_set(folder.write("images", npy), {}, {}, {}).kind, SourceKind::kNpy);
  pack_files(folder / "both", {{"images.npy", npy}, {"labels.npy", npy}});
  EXPECT_EQ(read_data_set(folder.write("x-idx3-ubyte",
                                       std::string("\0\0\x08\x03\0\0\0\1\0\0\0\1\0\0\0\1\5", 17)),
                          {}, {}, {})
                .kind,
            SourceKind::kIdx);
  pack_files(folder / "one.zip", {{"images.npy", npy}});
  EXPECT_EQ(read_data_set(folder / "one.zip", {}, {}, {}).kind, SourceKind::kNpz);
}

TEST(Source, ThatIsNoneIsRefused) {
  const TemporaryFolder folder;
  write_grey_picture(folder / "a.png", 1);
  EXPECT_THAT(message_of([&] { read_data_set(folder / "a.png", {}, {}, {}); }),
              HasSubstr("a.png: must be a data set, got a single picture"));
  EXPECT_EQ(kind_of([&] { read_data_set(folder / "none", {}, {}, {}); }), ErrorKind::kMissing);
  EXPECT_THAT(message_of([&] { read_data_set(folder.write("t", "hello, world"), {}, {}, {}); }),
              HasSubstr("t: must be an IDX, .npy or .npz file or a zip archive, got a file that "
                        "begins with \"hello, w\""));
}

TEST(Source, PreparesPicturesOnce) {
  const TemporaryFolder folder;
  write_png(folder / "a.png", torch::arange(6).to(torch::kUInt8).view({1, 2, 3}));
  Config::Data options;
  options.transpose = true;
  const ReadDataSet set = read_data_set(folder.path(), {}, options, {});
  EXPECT_EQ(set.data.shape(), (ImageShape{1, 3, 2}));
}

}  // namespace gan
