#include "core/base/file.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/errors.h"
#include "tests/temporary_folder.h"

namespace gan {

using testing::HasSubstr;

TEST(ReadFile, ReturnsTheBytes) {
  const TemporaryFolder folder;
  EXPECT_EQ(read_file(folder.write("a", std::string("x\0y", 3)), 10), std::string("x\0y", 3));
}

TEST(ReadFile, RefusesAFolderAFifoAndWhatIsTooLarge) {
  const TemporaryFolder folder;
  const auto error_of = [&](const std::string& name) {
    return message_of([&] { read_file(folder / name, 3); });
  };
  EXPECT_THAT(error_of(""), HasSubstr("is a folder"));
  ASSERT_EQ(::mkfifo((folder / "fifo").c_str(), 0600), 0);
  EXPECT_THAT(error_of("fifo"), HasSubstr("not a regular file"));
  folder.write("large", "1234");
  EXPECT_THAT(error_of("large"), HasSubstr("at most 3 bytes are read, got 4"));
  EXPECT_THAT(error_of("none"), HasSubstr("No such file"));
}

TEST(AtomicFile, ReplacesTheOldFileOnlyAtCommit) {
  const TemporaryFolder folder;
  const auto path = folder.write("a", "old");
  {
    AtomicFile file(path);
    file.write("half");
  }
  EXPECT_EQ(read_file(path, 10), "old");
  write_file_atomically(path, "new");
  EXPECT_EQ(read_file(path, 10), "new");
  const auto files = std::filesystem::directory_iterator(folder.path());
  EXPECT_EQ(std::distance(begin(files), end(files)), 1) << "a temporary file is left";
}

TEST(AtomicFile, PutsNoFileInAFifosOrADevicesPlace) {
  const TemporaryFolder folder;
  ASSERT_EQ(::mkfifo((folder / "fifo").c_str(), 0600), 0);
  std::filesystem::create_symlink("/dev/null", folder / "device");
  for (const char* name : {"fifo", "device"}) {
    EXPECT_THAT(message_of([&] { write_file_atomically(folder / name, "x"); }),
                HasSubstr(std::string(name) + ": cannot write: not a regular file"));
  }
  EXPECT_TRUE(std::filesystem::is_fifo(folder / "fifo"));
  EXPECT_TRUE(std::filesystem::is_symlink(folder / "device"));
}

TEST(AtomicFile, SaysWhenTheDiskIsFull) {
  const std::string error = message_of([] { AppendFile("/dev/full").append("x"); });
  EXPECT_THAT(error, HasSubstr("No space left on device; free some space"));
}

TEST(AtomicFile, IsNotLedAstrayByALinkUnderItsTemporaryName) {
  const TemporaryFolder folder;
  folder.write("elsewhere", "precious");
  const std::string temporary = "a." + std::to_string(::getpid()) + ".tmp";
  std::filesystem::create_symlink("elsewhere", folder / temporary);
  write_file_atomically(folder / "a", "new");
  EXPECT_EQ(read_file(folder / "elsewhere", 10), "precious");
  EXPECT_EQ(read_file(folder / "a", 10), "new");
}

TEST(AppendFile, DoesNotFollowALink) {
  const TemporaryFolder folder;
  folder.write("elsewhere", "precious");
  std::filesystem::create_symlink("elsewhere", folder / "metrics.jsonl");
  EXPECT_THAT(message_of([&] { AppendFile(folder / "metrics.jsonl").append("x"); }),
              HasSubstr("metrics.jsonl: cannot write: is a symbolic link; remove it"));
  EXPECT_EQ(read_file(folder / "elsewhere", 10), "precious");
}

TEST(AppendFile, DoesNotWaitForTheReaderOfAFifo) {
  const TemporaryFolder folder;
  ASSERT_EQ(::mkfifo((folder / "log.txt").c_str(), 0600), 0);
  EXPECT_THAT(message_of([&] { AppendFile(folder / "log.txt").append("x"); }),
              HasSubstr("log.txt: cannot write: "));
  const int reader = ::open((folder / "log.txt").c_str(), O_RDONLY | O_NONBLOCK);
  EXPECT_THAT(message_of([&] { AppendFile(folder / "log.txt").append("x"); }),
              HasSubstr("log.txt: cannot write: not a regular file"));
  ::close(reader);
}

TEST(MakeFolder, MakesParentsAndSaysWhatIsInTheWay) {
  const TemporaryFolder folder;
  make_folder(folder / "a/b/c/");
  make_folder(folder / "a/b");
  EXPECT_TRUE(std::filesystem::is_directory(folder / "a/b/c"));
  folder.write("file", "");
  EXPECT_THAT(message_of([&] { make_folder(folder / "file"); }), HasSubstr("Not a directory"));
  EXPECT_THAT(message_of([&] { make_folder(folder / "file/x"); }), HasSubstr("Not a directory"));
}

TEST(RemoveTemporaryFiles, TakesOnlyThose) {
  const TemporaryFolder folder;
  folder.write("a.pt.123.tmp", "");
  const std::vector<std::string> others = {"a.pt", "a.tmp", "a.pt.tmp", "a.1x.tmp", "123.tmp"};
  for (const std::string& name : others) folder.write(name, "");
  std::filesystem::create_directory(folder / "a.123.tmp");
  remove_temporary_files(folder.path());
  EXPECT_FALSE(std::filesystem::exists(folder / "a.pt.123.tmp"));
  for (const std::string& name : others)
    EXPECT_TRUE(std::filesystem::exists(folder / name)) << name;
  EXPECT_TRUE(std::filesystem::exists(folder / "a.123.tmp"));
}

TEST(RemoveTemporaryFiles, LeavesThoseThatAreBeingWritten) {
  const TemporaryFolder folder;
  {
    AtomicFile file(folder / "a");
    file.write("new");
    remove_temporary_files(folder.path());
    file.commit();
  }
  EXPECT_EQ(read_file(folder / "a", 10), "new");
  // A living process's id alone is no sign of life: another one, in a container, may have had it.
  const auto left = folder.write("a." + std::to_string(::getpid()) + ".tmp", "");
  remove_temporary_files(folder.path());
  EXPECT_FALSE(std::filesystem::exists(left));
}

TEST(Descriptor, ClosesItsFileOnce) {
  int pipes[2];
  ASSERT_EQ(::pipe2(pipes, O_NONBLOCK), 0);
  const Descriptor reader(pipes[0]);
  {
    Descriptor writer(pipes[1]);
    Descriptor moved(std::move(writer));
    moved = Descriptor(::dup(moved.get()));
    EXPECT_EQ(::write(moved.get(), "x", 1), 1);
  }
  char letters[2];
  EXPECT_EQ(::read(reader.get(), letters, 2), 1);
  EXPECT_EQ(::read(reader.get(), letters, 2), 0) << "a writer is still open";
}

TEST(ListFolder, TellsOneThatItCannotListFromNone) {
  const TemporaryFolder folder;
  folder.write("a", "");
  EXPECT_THAT(list_folder(folder.path()), testing::ElementsAre(folder / "a"));
  EXPECT_THAT(list_folder(folder / "none"), testing::IsEmpty());
  EXPECT_THAT(list_folder(folder / "a"), testing::IsEmpty());
  std::filesystem::create_symlink("loop", folder / "loop");
  EXPECT_THAT(message_of([&] { list_folder(folder / "loop"); }), HasSubstr("loop: cannot list: "));
}

TEST(Crc32, MatchesThePublishedCheckValue) { EXPECT_EQ(crc32_of("123456789"), 0xcbf43926U); }

}  // namespace gan
