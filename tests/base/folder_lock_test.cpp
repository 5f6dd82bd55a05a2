#include "core/base/folder_lock.h"

#include <gmock/gmock.h>
#include <unistd.h>

#include "core/base/errors.h"
#include "core/base/file.h"
#include "tests/temporary_folder.h"

namespace gan {

using testing::HasSubstr;

TEST(FolderLock, OfAHolderThatHasNotWrittenItsIdStillHolds) {
  const TemporaryFolder folder;
  const FolderLock lock(folder.path());
  folder.write(".lock", "");
  EXPECT_THAT(message_of([&] { FolderLock second(folder.path()); }),
              HasSubstr("in use by another process; wait for it"));
}

TEST(FolderLock, IsHeldOnceAndNamesItsHolder) {
  const TemporaryFolder folder;
  {
    const FolderLock lock(folder.path());
    const std::string error = message_of([&] { FolderLock second(folder.path()); });
    EXPECT_THAT(error, HasSubstr("in use by process " + std::to_string(::getpid()) + ";"));
    EXPECT_EQ(find_lock_holder(folder.path()), ::getpid());
  }
  EXPECT_EQ(find_lock_holder(folder.path()), std::nullopt);
  EXPECT_NO_THROW(FolderLock(folder.path()));
}

TEST(FolderLock, DoesNotFollowALink) {
  const TemporaryFolder folder;
  folder.write("elsewhere", "precious");
  std::filesystem::create_symlink("elsewhere", folder / ".lock");
  EXPECT_THAT(message_of([&] { FolderLock(folder.path()); }), HasSubstr("is a symbolic link"));
  EXPECT_EQ(find_lock_holder(folder.path()), std::nullopt);
  EXPECT_EQ(read_file(folder / "elsewhere", 10), "precious");
}

}  // namespace gan
