#include "core/base/mapped_file.h"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include <memory>

#include "tests/temporary_folder.h"

namespace gan {
namespace {

using testing::HasSubstr;

std::string error_of(const std::filesystem::path& path) {
  return message_of([&] { const MappedFile file(path); });
}

}  // namespace

TEST(MappedFile, HoldsTheBytesOfItsFile) {
  const TemporaryFolder folder;
  EXPECT_EQ(MappedFile(folder.write("a", "abc")).bytes(), "abc");
  EXPECT_EQ(MappedFile(folder.write("empty", "")).bytes(), "");
  const std::string large(1 << 20, 'x');
  EXPECT_EQ(MappedFile(folder.write("b", large)).bytes(), large);
}

TEST(MappedFile, MustBeRegular) {
  const TemporaryFolder folder;
  EXPECT_THAT(error_of(folder / "none"), HasSubstr("No such file"));
  EXPECT_THAT(error_of(folder.path()), HasSubstr("is a folder"));
  ASSERT_EQ(::mkfifo((folder / "fifo").c_str(), 0600), 0);
  EXPECT_THAT(error_of(folder / "fifo"), HasSubstr("not a regular file"));
  EXPECT_THAT(error_of("/dev/zero"), HasSubstr("not a regular file"));
}

TEST(MappedFile, IsFoundByAnAddressInIt) {
  const TemporaryFolder folder;
  const char* begin = nullptr;
  {
    const MappedFile a(folder.write("a\n", "abc"));
    const MappedFile b(folder.write("b", "de"));
    begin = a.bytes().data();
    EXPECT_EQ(find_mapped_path(begin), (folder / "a\\x0a").string());
    EXPECT_EQ(find_mapped_path(begin + 2), (folder / "a\\x0a").string());
    EXPECT_EQ(find_mapped_path(begin + 3), nullptr);
    EXPECT_EQ(find_mapped_path(b.bytes().data() + 1), (folder / "b").string());
    EXPECT_EQ(find_mapped_path(&folder), nullptr);
  }
  EXPECT_EQ(find_mapped_path(begin), nullptr);
}

TEST(MappedFile, OfMoreThanAreFoundWorkToo) {
  const TemporaryFolder folder;
  const auto path = folder.write("a", "abc");
  for (int round = 0; round < 2; ++round) {
    std::vector<std::unique_ptr<MappedFile>> files;
    for (int i = 0; i < 100; ++i) files.push_back(std::make_unique<MappedFile>(path));
    EXPECT_NE(find_mapped_path(files[0]->bytes().data()), nullptr);
    EXPECT_EQ(files[99]->bytes(), "abc");
  }
}

}  // namespace gan
