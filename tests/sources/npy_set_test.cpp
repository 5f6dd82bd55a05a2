#include "core/sources/npy_set.h"

#include <gmock/gmock.h>
#include <zip.h>

#include "core/base/errors.h"
#include "core/base/file.h"
#include "core/formats/npy.h"
#include "tests/temporary_folder.h"

namespace gan {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

// Two images of 1 x 2 pixels in colour.
std::string colours() { return format_npy_header("|u1", 2, {1, 2, 3}) + "rgbRGBxyzXYZ"; }

std::string numbers(const std::string& type, const std::string& bytes) {
  return format_npy_header(type, static_cast<int64_t>(bytes.size()), {}) + bytes;
}

// Writes a zip archive through libzip.
void write_zip(const std::filesystem::path& path,
               const std::vector<std::pair<std::string, std::string>>& entries) {
  std::filesystem::remove(path);
  zip_t* const zip = zip_open(path.c_str(), ZIP_CREATE, nullptr);
  for (const auto& [name, bytes] : entries)
    zip_file_add(zip, name.c_str(), zip_source_buffer(zip, bytes.data(), bytes.size(), 0), 0);
  zip_close(zip);
}

std::string error_of_npz(const TemporaryFolder& folder,
                         const std::vector<std::pair<std::string, std::string>>& entries) {
  write_zip(folder / "a.npz", entries);
  return message_of([&] { read_npz_set(folder / "a.npz", {}, {}); });
}

// A set of `count` images of 3 x 5 pixels, with labels of these names.
DataSet make_set(int64_t channels, const std::vector<std::string>& names, int64_t parts = 1) {
  DataSet data;
  const auto classes = static_cast<int64_t>(names.size());
  data.images.pixels =
      (torch::arange(7 * channels * 15) * 37 % 256).to(torch::kUInt8).view({7, channels, 3, 5});
  data.images.crc32 = checksum_pixels(data.images.pixels);
  data.labels = Labels{torch::arange(7) % classes, names, parts};
  return data;
}

}  // namespace

TEST(NpySet, IsAViewOfItsMappedFile) {
  const TemporaryFolder folder;
  const DataSet data = read_npy_set(folder.write("a.npy", colours()), {}, {});
  EXPECT_EQ(data.shape(), (ImageShape{3, 1, 2}));
  EXPECT_NE(data.images.file, nullptr);
  EXPECT_EQ(data.images.crc32, crc32_of("rRgGbBxXyYzZ"));
  EXPECT_EQ(data.images.pixels[1][2][0][1].item<int>(), 'Z');
  EXPECT_FALSE(data.labels);
}

TEST(NpySet, TakesLabelsOfAnyKind) {
  const TemporaryFolder folder;
  folder.write("a.npy", colours());
  folder.write("b.npy", numbers("|u1", "\5\4"));
  folder.write("c", std::string("\0\0\x08\x01\0\0\0\2\5\4", 10));
  write_zip(folder / "d.npz", {{"arr_0.npy", numbers("|u1", "\5\4")}});
  for (const char* labels : {"b.npy", "c", "d.npz"}) {
    const DataSet data = read_npy_set(folder / "a.npy", folder / labels, {});
    EXPECT_THAT(data.labels->names, ElementsAre("4", "5")) << labels;
    EXPECT_EQ(data.labels->values[0].item<int>(), 1) << labels;
  }
  folder.write("e.npy", format_npy_header("|u1", 2, {3}) + "\1\2\1\2\2\2");
  const DataSet in_parts = read_npy_set(folder / "a.npy", folder / "e.npy", {});
  EXPECT_EQ(in_parts.labels->names[2], "1 2 1");
  EXPECT_EQ(in_parts.labels->values[0].item<int>(), 2);

  const auto error = [&](const std::string& labels) {
    return message_of([&] { read_npy_set(folder / "a.npy", folder.write("f.npy", labels), {}); });
  };
  EXPECT_THAT(error(numbers("|u1", "\1\2\3")),
              HasSubstr("f.npy: must hold a label for each of the 2"));
  EXPECT_THAT(error(format_npy_header("|u1", 2, {2}) + "\1\2\1\2"),
              HasSubstr("there are 3, got 2"));
  EXPECT_THAT(error(numbers("|i1", "\1\xff")),
              HasSubstr("f.npy: labels must be at least 0, got -1"));
}

TEST(NpySet, MustBeOfBytes) {
  const TemporaryFolder folder;
  const auto path = folder.write("a.npy", format_npy_header("<f4", 1, {1, 1}) + std::string(4, 0));
  EXPECT_THAT(message_of([&] { read_npy_set(path, {}, {}); }), HasSubstr("must be uint8"));
  EXPECT_THAT(message_of([&] { read_npy_set(folder.path(), {}, {}); }), HasSubstr("is a folder"));
}

TEST(NpzSet, HoldsImagesLabelsAndClasses) {
  const TemporaryFolder folder;
  write_zip(folder / "a.npz", {{"images.npy", colours()}, {"labels.npy", numbers("|u1", "\1\7")}});
  const DataSet data = read_npz_set(folder / "a.npz", {}, {});
  EXPECT_EQ(data.images.crc32, crc32_of("rRgGbBxXyYzZ"));
  EXPECT_EQ(data.images.file, nullptr);
  EXPECT_THAT(data.labels->names, ElementsAre("1", "7"));

  write_zip(folder / "b.npz", {{"arr_0.npy", colours()}});
  EXPECT_FALSE(read_npz_set(folder / "b.npz", {}, {}).labels);
  EXPECT_THAT(read_npz_set(folder / "b.npz", folder / "a.npz", {}).labels->names,
              ElementsAre("1", "7"));

  write_zip(folder / "c.npz", {{"images.npy", colours()},
                               {"labels.npy", numbers("|u1", std::string("\2\0", 2))},
                               {"classes.npy", format_npy_texts({"cat", "cow", "dog"})}});
  const Labels named = *read_npz_set(folder / "c.npz", {}, {}).labels;
  EXPECT_THAT(named.names, ElementsAre("cat", "cow", "dog"));
  EXPECT_EQ(named.values[0].item<int>(), 2);
}

TEST(NpzSet, RefusesWhatIsNone) {
  const TemporaryFolder folder;
  const auto with = [&](const std::string& labels, const std::vector<std::string>& names) {
    return error_of_npz(folder, {{"images.npy", colours()},
                                 {"labels.npy", numbers("|u1", labels)},
                                 {"classes.npy", format_npy_texts(names)}});
  };
  EXPECT_THAT(with("\1\2", {"a", "b"}), HasSubstr("in [0, 1], got 2"));
  EXPECT_THAT(with("\1\1", {"a", "a"}), HasSubstr("got 1 names for 2"));
  EXPECT_THAT(error_of_npz(folder, {{"x.npy", colours()}, {"y.npy", colours()}}),
              HasSubstr("a.npz: must hold an array images, or a single one, got x.npy, y.npy"));
  EXPECT_THAT(error_of_npz(folder, {{"images.npy", "x"}}),
              HasSubstr("a.npz: images.npy: not a .npy"));
  EXPECT_THAT(error_of_npz(folder, {{"images.npy", colours()}, {"labels.npy", "x"}}),
              HasSubstr("a.npz: labels.npy: not a .npy"));
  folder.write("b.npz", "PK");
  EXPECT_EQ(kind_of([&] { read_npz_set(folder / "b.npz", {}, {}); }), ErrorKind::kDamaged);
}

TEST(NpzSet, ReadsWhatItWrote) {
  const TemporaryFolder folder;
  std::vector<std::string> of_parts;
  for (int i = 0; i < 8; ++i)
    of_parts.push_back(std::to_string(i / 4 * 5) + " " + std::to_string(i / 2 % 2 * 5) + " " +
                       std::to_string(i % 2 * 5));
  for (const DataSet& data :
       {make_set(1, {"3", "14"}), make_set(3, {"cat", "dog"}), make_set(1, {"07", "7"}),
        make_set(1, {"7", "7 0"}), make_set(3, of_parts, 3)}) {
    write_npz(folder / "a.npz", data);
    const DataSet again = read_npz_set(folder / "a.npz", {}, {});
    EXPECT_EQ(again.images.crc32, data.images.crc32);
    EXPECT_EQ(again.labels->names, data.labels->names);
    EXPECT_TRUE(torch::equal(again.labels->values, data.labels->values));
    EXPECT_EQ(again.labels->parts, data.labels->parts);
  }
  DataSet unlabelled = make_set(3, {"0"});
  unlabelled.labels.reset();
  std::vector<uint64_t> told;
  write_npz(folder / "b.npz", unlabelled, [&](uint64_t done, uint64_t total) {
    EXPECT_EQ(total, 2U * 7 * 45);
    told.push_back(done);
  });
  EXPECT_THAT(told, ElementsAre(7 * 45, 2 * 7 * 45));
  EXPECT_FALSE(read_npz_set(folder / "b.npz", {}, {}).labels);
}

}  // namespace gan
