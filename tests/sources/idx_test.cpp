#include "core/sources/idx.h"

#include <gmock/gmock.h>
#include <zlib.h>

#include "core/base/errors.h"
#include "core/base/file.h"
#include "tests/temporary_folder.h"

namespace gan {
namespace {

using testing::EndsWith;
using testing::HasSubstr;

std::string big_endian(uint32_t value) {
  return {static_cast<char>(value >> 24), static_cast<char>(value >> 16),
          static_cast<char>(value >> 8), static_cast<char>(value)};
}

std::string idx(uint32_t count, uint32_t height, uint32_t width, const std::string& pixels,
                uint32_t magic = 0x803) {
  return big_endian(magic) + big_endian(count) + big_endian(height) + big_endian(width) + pixels;
}

void write_gzip(const std::filesystem::path& path, const std::string& bytes) {
  const gzFile file = gzopen(path.c_str(), "wb");
  gzwrite(file, bytes.data(), static_cast<unsigned>(bytes.size()));
  gzclose(file);
}

Images read_images(const std::filesystem::path& path, const OnChoice& on_choice = nullptr) {
  return read_idx_set(path, {}, {}, {on_choice, nullptr}).images;
}

Labels read_labels(const std::filesystem::path& path) {
  return make_labels(read_idx_numbers(path));
}

std::string error_of(const std::filesystem::path& path) {
  return message_of([&] { read_images(path); });
}

}  // namespace

TEST(Idx, ReadsAnyHeightAndWidth) {
  const TemporaryFolder folder;
  const Images images = read_images(folder.write("a", idx(2, 1, 3, "abcdef")));
  EXPECT_EQ(images.count(), 2);
  EXPECT_EQ(images.shape(), (ImageShape{1, 1, 3}));
  EXPECT_EQ(images.pixels[1][0][0][2].item<int>(), 'f');
}

TEST(Idx, ReadsGzipByItsNameAndInPlaceOfTheRawFile) {
  const TemporaryFolder folder;
  write_gzip(folder / "a.gz", idx(1, 2, 2, "wxyz"));
  for (const char* name : {"a.gz", "a"})
    EXPECT_EQ(read_images(folder / name).pixels.flatten()[3].item<int>(), 'z') << name;
  folder.write("b", idx(1, 2, 2, "wxyz"));
  EXPECT_EQ(read_images(folder / "a").crc32, read_images(folder / "b").crc32);
}

TEST(Idx, FindsTheOtherSpellingOfAName) {
  const TemporaryFolder folder;
  folder.write("a.idx3-ubyte", idx(1, 1, 1, "a"));
  write_gzip(folder / "b-idx3-ubyte.gz", idx(1, 1, 1, "b"));
  for (const auto& [name, pixel] : {std::pair("a-idx3-ubyte", 'a'), {"b.idx3-ubyte", 'b'}}) {
    EXPECT_TRUE(has_idx_file(folder / name));
    EXPECT_EQ(read_images(folder / name).pixels.item<int>(), pixel) << name;
  }
  folder.write("labels.idx1-ubyte", std::string("\0\0\x08\x01\0\0\0\x01\x03", 9));
  EXPECT_EQ(read_labels(folder / "labels-idx1-ubyte").count(), 1);
  std::filesystem::create_directory(folder / "a-idx3-ubyte");
  EXPECT_EQ(read_images(folder / "a-idx3-ubyte").pixels.item<int>(), 'a')
      << "some unpackers make a folder of that name beside it";
  EXPECT_FALSE(has_idx_file(folder / "c-idx3-ubyte"));
  EXPECT_THAT(error_of(folder / "c-idx3-ubyte"),
              HasSubstr("no such file, nor c-idx3-ubyte.gz or c.idx3-ubyte"));
}

TEST(Idx, SaysWhichOfSeveralFilesItReads) {
  const TemporaryFolder folder;
  std::vector<std::string> told;
  const auto read = [&](const std::string& name) {
    told.clear();
    return read_images(folder / name, [&](const std::string& what) { told.push_back(what); })
        .pixels.item<int>();
  };
  folder.write("a-idx3-ubyte", idx(1, 1, 1, "a"));
  write_gzip(folder / "a-idx3-ubyte.gz", idx(1, 1, 1, "a"));
  EXPECT_EQ(read("a-idx3-ubyte"), 'a');
  EXPECT_THAT(told, testing::IsEmpty()) << "an archive beside what it held";
  for (const std::string& other : {idx(1, 1, 1, "b"), idx(1, 1, 1, "a") + "x", std::string()}) {
    write_gzip(folder / "a-idx3-ubyte.gz", other);
    EXPECT_EQ(read("a-idx3-ubyte"), 'a');
    EXPECT_THAT(told, testing::ElementsAre(AllOf(HasSubstr("/a-idx3-ubyte: is read"),
                                                 HasSubstr("a-idx3-ubyte.gz lies there too"))));
  }
  folder.write("a.idx3-ubyte", idx(1, 1, 1, "a"));
  EXPECT_EQ(read("a-idx3-ubyte"), 'a');
  EXPECT_EQ(told.size(), 2U);
  EXPECT_EQ(read("a.idx3-ubyte"), 'a');
  EXPECT_THAT(told[0], AllOf(HasSubstr("/a.idx3-ubyte: is read"), HasSubstr("a-idx3-ubyte lies")));
}

TEST(Idx, ReadsAllMembersOfAGzipFile) {
  const TemporaryFolder folder;
  const std::string bytes = idx(2, 2, 2, "abcdefgh");
  std::string members;
  for (const auto& [begin, size] : {std::pair<size_t, size_t>(0, 5), {5, 0}, {5, 13}, {18, 6}}) {
    write_gzip(folder / "part", bytes.substr(begin, size));
    members += read_file(folder / "part", 1000);
  }
  const Images images = read_images(folder.write("a.gz", members));
  EXPECT_EQ(images.crc32, crc32_of("abcdefgh"));
  EXPECT_THAT(error_of(folder.write("b.gz", members + members)),
              HasSubstr("2 images need 24 bytes, got 25"));
  EXPECT_EQ(read_images(folder.write("c.gz", members + "x")).crc32, images.crc32)
      << "what follows the last member is passed over, as gzip does";
  EXPECT_THAT(error_of(folder.write("d.gz", members.substr(0, members.size() - 1))),
              HasSubstr("damaged or truncated"));
}

TEST(Idx, ChecksTheFileAgainstItsHeader) {
  const TemporaryFolder folder;
  EXPECT_THAT(error_of(folder.write("a", idx(2, 2, 2, "1234567"))),
              HasSubstr("a: truncated: 2 images need 24 bytes, got 23"));
  EXPECT_THAT(error_of(folder.write("a", idx(2, 2, 2, "123456789"))),
              HasSubstr("2 images need 24 bytes, got 25"));
  EXPECT_THAT(error_of(folder.write("a", "123")), HasSubstr("header needs 16 bytes, got 3"));
  EXPECT_THAT(error_of(folder.write("a", idx(1, 1, 1, "1", 2049))), HasSubstr("that of labels"));
  EXPECT_THAT(error_of(folder.write("a", idx(0, 1, 1, ""))), HasSubstr("holds no images"));
  EXPECT_THAT(error_of(folder.write("a", idx(1, 0, 1, ""))), HasSubstr("got 0 x 1"));
  EXPECT_THAT(error_of(folder.write("a", idx(0xffffffff, 4096, 4096, "1"))),
              HasSubstr("72057594021150736 bytes, got 17"));
  EXPECT_THAT(error_of(folder / "none"), HasSubstr("no such file, nor none.gz"));
}

TEST(Idx, ChecksGzipJustAsMuch) {
  const TemporaryFolder folder;
  write_gzip(folder / "short.gz", idx(2, 2, 2, "1234567"));
  EXPECT_THAT(error_of(folder / "short.gz"),
              HasSubstr("truncated: 2 images need 24 bytes, got 23"));
  write_gzip(folder / "long.gz", idx(2, 2, 2, "1234567890"));
  EXPECT_THAT(error_of(folder / "long.gz"), HasSubstr("2 images need 24 bytes, got 25"));
  write_gzip(folder / "bomb.gz", idx(0xffffffff, 4096, 4096, ""));
  EXPECT_THAT(error_of(folder / "bomb.gz"), HasSubstr("truncated"));
  EXPECT_THAT(error_of(folder.write("no.gz", "not gzip at all, really")), HasSubstr("not a gzip"));

  write_gzip(folder / "good.gz", idx(8, 4, 4, std::string(128, 'x')));
  const std::string good = [&] {
    std::ifstream file(folder / "good.gz", std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(file), {});
  }();
  EXPECT_THAT(error_of(folder.write("cut.gz", good.substr(0, good.size() - 9))),
              HasSubstr("truncated"));
  std::string flipped = good;
  flipped[good.size() - 6] = static_cast<char>(flipped[good.size() - 6] ^ 1);  // in gzip's CRC
  EXPECT_THAT(error_of(folder.write("flipped.gz", flipped)), HasSubstr("damaged"));
}

TEST(Idx, TellsGzipByItsFirstBytes) {
  const TemporaryFolder folder;
  write_gzip(folder / "zipped", idx(1, 1, 1, "z"));
  EXPECT_EQ(read_images(folder / "zipped").pixels.item<int>(), 'z');
}

TEST(Idx, ReadsLabels) {
  const TemporaryFolder folder;
  const std::string bytes = big_endian(0x801) + big_endian(3) + std::string("\7\0\2", 3);
  const Labels labels = read_labels(folder.write("labels", bytes));
  EXPECT_EQ(labels.count(), 3);
  EXPECT_THAT(labels.names, testing::ElementsAre("0", "2", "7"));
  EXPECT_TRUE(torch::equal(labels.values, torch::tensor({2, 0, 1}, torch::kInt64)));
  write_gzip(folder / "zipped.gz", bytes);
  EXPECT_EQ(read_labels(folder / "zipped").crc32, labels.crc32);
}

TEST(Idx, ChecksLabelsAgainstTheirHeader) {
  const TemporaryFolder folder;
  const auto error_of_labels = [&](const std::string& bytes) {
    const std::filesystem::path path = folder.write("labels", bytes);
    return message_of([&] { read_labels(path); });
  };
  const std::string header = big_endian(0x801) + big_endian(3);
  EXPECT_THAT(error_of_labels(header + "ab"), HasSubstr("3 labels need 11 bytes, got 10"));
  EXPECT_THAT(error_of_labels(header + "abcd"), HasSubstr("3 labels need 11 bytes, got 12"));
  EXPECT_THAT(error_of_labels(header.substr(0, 7)), HasSubstr("header needs 8 bytes, got 7"));
  EXPECT_THAT(error_of_labels(big_endian(0x801) + big_endian(0)), HasSubstr("holds no labels"));
  EXPECT_THAT(error_of_labels(idx(1, 1, 1, "a")),
              HasSubstr("not an IDX file of labels: the magic number must be 2049, got 2051, that "
                        "of images; name a file of labels"));
}

TEST(Idx, SaysWhatToDoWithAFileOfAnotherKind) {
  const TemporaryFolder folder;
  const auto error_of_bytes = [&](const std::string& bytes) {
    return error_of(folder.write("a", bytes));
  };
  const std::string labels = big_endian(0x801) + big_endian(1) + "a";
  EXPECT_THAT(error_of_bytes(labels), HasSubstr("got 2049, that of labels; name a file of images"));
  EXPECT_THAT(error_of_bytes("\x93NUMPY"), HasSubstr("that of a zipped .npy file; unpack it"));
  for (const auto& [magic, kind] : {std::pair(0x804, "4 dimensions of numbers of type 8"),
                                    std::pair(0xD03, "3 dimensions of numbers of type 13")})
    EXPECT_THAT(
        error_of_bytes(big_endian(static_cast<uint32_t>(magic)) + std::string(40, 'a')),
        HasSubstr(std::string("that of ") + kind + "; convert it to an .npy file of bytes"));
  EXPECT_THAT(error_of_bytes(idx(1, 1, 1, "a", 0x12345)), EndsWith("74565; get the file again"));
  EXPECT_THAT(error_of_bytes(idx(1, 1, 1, "")), EndsWith("got 16; get the file again"));
}

// A table of 32-bit integers, as QMNIST's labels are.
std::string label_table(const std::vector<uint32_t>& classes, uint32_t columns = 8) {
  std::string bytes =
      big_endian(0xC02) + big_endian(static_cast<uint32_t>(classes.size())) + big_endian(columns);
  for (const uint32_t number : classes) {
    bytes += big_endian(number);
    for (uint32_t column = 1; column < columns; ++column) bytes += big_endian(100 + column);
  }
  return bytes;
}

TEST(Idx, ReadsTheFirstColumnOfATableOfLabels) {
  const TemporaryFolder folder;
  const auto expected = torch::tensor({5, 0, 0x12345678}, torch::kInt64);
  folder.write("qmnist-labels-idx2-int", label_table({5, 0, 0x12345678}));
  write_gzip(folder / "b.gz", label_table({5, 0, 0x12345678}));
  for (const char* name : {"qmnist-labels-idx2-int", "qmnist-labels.idx2-int", "b"})
    EXPECT_TRUE(torch::equal(read_idx_numbers(folder / name), expected)) << name;
  const auto error_of_labels = [&](const std::string& bytes) {
    return message_of([&] { read_labels(folder.write("c", bytes)); });
  };
  EXPECT_THAT(error_of_labels(label_table({1, 2}, 7)), HasSubstr("must have 8 columns, got 7"));
  EXPECT_THAT(error_of_labels(label_table({1, 2}) + "x"),
              HasSubstr("2 labels need 76 bytes, got 77"));
  EXPECT_THAT(error_of_labels(label_table({1, 2}).substr(0, 75)), HasSubstr("truncated"));
  EXPECT_THAT(error_of_labels(label_table({1, 2}).substr(0, 11)),
              HasSubstr("needs 12 bytes, got 11"));
  EXPECT_THAT(error_of_labels(big_endian(0xC02) + big_endian(0xffffffff) + big_endian(8)),
              HasSubstr("137438953452 bytes, got 12"));
  EXPECT_THAT(error_of_labels(label_table({1, 0xffffffff})), HasSubstr("at least 0, got -1"));
  EXPECT_THAT(error_of(folder.write("d", label_table({1}))), HasSubstr("got 3074, that of labels"));
}

TEST(Idx, ReadsASetWithItsLabels) {
  const TemporaryFolder folder;
  folder.write("images", idx(3, 2, 1, "abcdef"));
  folder.write("labels", big_endian(0x801) + big_endian(3) + "\3\1\3");
  std::vector<std::string> told;
  const DataSet data =
      read_idx_set(folder / "images", folder / "labels", {},
                   {nullptr, [&](const std::string& what, uint64_t done, uint64_t all) {
                      told.push_back(what + std::to_string(done * 100 / all));
                    }});
  EXPECT_THAT(told, testing::ElementsAre("reading " + (folder / "images").string() + "100"));
  EXPECT_EQ(data.shape(), (ImageShape{1, 2, 1}));
  EXPECT_EQ(data.images.crc32, crc32_of("abcdef"));
  EXPECT_NE(data.images.file, nullptr);
  EXPECT_THAT(data.labels->names, testing::ElementsAre("1", "3"));
  EXPECT_TRUE(torch::equal(data.labels->values, torch::tensor({1, 0, 1}, torch::kInt64)));
  EXPECT_FALSE(read_idx_set(folder / "images", {}, {}).labels);

  Config::Data transposed;
  transposed.transpose = true;
  const DataSet turned = read_idx_set(folder / "images", {}, transposed);
  EXPECT_EQ(turned.shape(), (ImageShape{1, 1, 2}));
  EXPECT_EQ(turned.images.crc32, crc32_of("abcdef"));

  folder.write("labels", big_endian(0x801) + big_endian(2) + "\3\1");
  EXPECT_THAT(message_of([&] { read_idx_set(folder / "images", folder / "labels", {}); }),
              HasSubstr("labels: must hold a label for each of the 3 images, got 2"));
}

}  // namespace gan
