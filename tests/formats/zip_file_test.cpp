#include "core/formats/zip_file.h"

#include <gmock/gmock.h>
#include <zip.h>

#include "core/base/file.h"
#include "tests/temporary_folder.h"

namespace gan {
namespace {

using testing::AllOf;
using testing::HasSubstr;

struct Packed {
  std::string name;
  std::string bytes;
  bool is_stored = false;
};

std::filesystem::path pack(const std::filesystem::path& path, const std::vector<Packed>& files) {
  zip_t* const archive = zip_open(path.c_str(), ZIP_CREATE | ZIP_TRUNCATE, nullptr);
  for (const Packed& file : files) {
    zip_source_t* const source =
        zip_source_buffer(archive, file.bytes.data(), file.bytes.size(), 0);
    const zip_int64_t index = zip_file_add(archive, file.name.c_str(), source, 0);
    if (file.is_stored)
      zip_set_file_compression(archive, static_cast<zip_uint64_t>(index), ZIP_CM_STORE, 0);
  }
  EXPECT_EQ(zip_close(archive), 0);
  return path;
}

// The bytes with all occurrences of one text replaced by another of its length.
std::string with_replaced(std::string bytes, const std::string& from, const std::string& to) {
  for (size_t at = bytes.find(from); at != std::string::npos; at = bytes.find(from, at + 1))
    bytes.replace(at, from.size(), to);
  return bytes;
}

std::string little_endian(uint32_t value) {
  std::string bytes;
  for (int i = 0; i < 4; ++i) bytes += static_cast<char>(value >> (8 * i));
  return bytes;
}

}  // namespace

TEST(ZipFile, ListsAndReadsItsFilesByName) {
  const TemporaryFolder folder;
  const std::string zeros(100'000, '0');
  const auto path =
      pack(folder / "a.zip", {{"b/2.txt", "two", true}, {"a.txt", zeros}, {"b/1.txt", ""}});
  const ZipFile zip(path);
  ASSERT_EQ(zip.entries().size(), 3U);
  EXPECT_EQ(zip.entries()[0].name, "a.txt");
  EXPECT_EQ(zip.entries()[0].size, 100'000U);
  EXPECT_EQ(zip.entries()[2].name, "b/2.txt");
  EXPECT_EQ(zip.read(0), zeros);
  EXPECT_EQ(zip.read(1), "");
  EXPECT_EQ(zip.read(2), "two");
  EXPECT_EQ(zip.find("b/2.txt"), 2U);
  EXPECT_EQ(zip.find("b/3.txt"), std::nullopt);
  EXPECT_THAT(message_of([&] { zip.read(0, 1000); }),
              HasSubstr("a.zip: a.txt: too large: at most 1000 bytes are read, got 100000"));
}

TEST(ZipFile, LeavesOutFolders) {
  const TemporaryFolder folder;
  EXPECT_EQ(ZipFile(pack(folder / "a.zip", {{"b/", ""}, {"b/1.txt", "one"}})).entries().size(), 1U);
}

TEST(ZipFile, RefusesNamesThatLeadOutside) {
  const TemporaryFolder folder;
  for (const char* name : {"../a", "/etc/a", "a/../../b", "a\\b", "a\nb", "a/.."})
    EXPECT_THAT(message_of([&] {
                  ZipFile(pack(folder / "a.zip", {{"ok", ""}, {name, "x"}}));
                }),
                AllOf(HasSubstr("a.zip: not read: "), HasSubstr("name"),
                      HasSubstr("; pack the files anew with zip")))
        << name;
  EXPECT_EQ(ZipFile(pack(folder / "a.zip", {{"a..b/c", "x"}})).entries().size(), 1U);
}

TEST(ZipFile, RefusesTwoEntriesOfOneName) {
  const TemporaryFolder folder;
  pack(folder / "a.zip", {{"one", "1"}, {"two", "2"}});
  const auto path =
      folder.write("b.zip", with_replaced(read_file(folder / "a.zip", 1 << 20), "two", "one"));
  EXPECT_THAT(message_of([&] { const ZipFile zip(path); }),
              HasSubstr("b.zip: not read: two entries of one name, got one"));
}

TEST(ZipFile, RefusesWhatIsDamagedOrNoArchive) {
  const TemporaryFolder folder;
  EXPECT_THAT(message_of([&] { ZipFile(folder.write("a.zip", "hello")); }),
              HasSubstr("a.zip: not a zip archive, or damaged or cut short, got 5 bytes"));
  EXPECT_THAT(message_of([&] { const ZipFile zip(folder.path()); }), HasSubstr("is a folder"));
  EXPECT_EQ(kind_of([&] { ZipFile(folder / "none.zip"); }), ErrorKind::kMissing);
  pack(folder / "b.zip", {{"a", "some text", true}});
  const std::string bytes = read_file(folder / "b.zip", 1 << 20);
  const ZipFile zip(folder.write("c.zip", with_replaced(bytes, "some", "sole")));
  EXPECT_THAT(message_of([&] { zip.read(0); }), HasSubstr("c.zip: a: damaged or cut short"));
  for (size_t size = 0; size < bytes.size(); ++size)
    EXPECT_EQ(kind_of([&] { ZipFile(folder.write("d.zip", bytes.substr(0, size))).read(0); }),
              ErrorKind::kDamaged)
        << size;
}

TEST(ZipFile, RefusesBombs) {
  const TemporaryFolder folder;
  const std::string zeros(1 << 20, '\0');
  pack(folder / "a.zip", {{"a", zeros}});
  const std::string bytes = read_file(folder / "a.zip", 1 << 20);
  // The entry says that it is larger than deflate can make of its thousand bytes.
  const auto claims = folder.write(
      "b.zip", with_replaced(bytes, little_endian(1 << 20), little_endian(0x7fffffff)));
  EXPECT_THAT(
      message_of([&] { const ZipFile zip(claims); }),
      HasSubstr("b.zip: not read: an entry that claims more than its bytes can hold, got a"));
  // It says that it is smaller: no more is read than that.
  const auto less =
      folder.write("c.zip", with_replaced(bytes, little_endian(1 << 20), little_endian(1 << 10)));
  EXPECT_THAT(message_of([&] { ZipFile(less).read(0); }), HasSubstr("c.zip: a: damaged"));
}

TEST(ZipFile, RefusesEntriesThatShareTheirBytes) {
  const TemporaryFolder folder;
  const std::string text(1000, 'x');
  pack(folder / "a.zip", {{"a", text, true}, {"b", "", true}});
  std::string bytes = read_file(folder / "a.zip", 1 << 20);
  // The second entry of the central directory becomes the first one with another name.
  const std::string mark("PK\x01\x02", 4);
  const size_t first = bytes.find(mark);
  const size_t second = bytes.find(mark, first + 1);
  bytes.replace(second + 16, 12, bytes.substr(first + 16, 12));  // CRC-32 and sizes
  bytes.replace(second + 42, 4, bytes.substr(first + 42, 4));    // where it lies
  EXPECT_THAT(message_of([&] { const ZipFile zip(folder.write("b.zip", bytes)); }),
              HasSubstr("b.zip: not read: entries that share their bytes, or are cut short"));
}

TEST(ZipFile, RefusesEncryptedEntries) {
  const TemporaryFolder folder;
  pack(folder / "a.zip", {{"a", "text", true}});
  std::string bytes = read_file(folder / "a.zip", 1 << 20);
  for (const char* mark : {"PK\x01\x02", "PK\x03\x04"}) {
    const size_t flags = bytes.find(mark) + (mark[2] == '\x01' ? 8 : 6);
    bytes[flags] = static_cast<char>(bytes[flags] | 1);
  }
  EXPECT_THAT(message_of([&] { const ZipFile zip(folder.write("b.zip", bytes)); }),
              HasSubstr("b.zip: not read: an encrypted entry, got a"));
}

}  // namespace gan
