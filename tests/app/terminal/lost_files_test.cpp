#include "app/terminal/lost_files.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>

#include "core/base/mapped_file.h"
#include "tests/temporary_folder.h"

namespace gan {

TEST(LostFilesDeathTest, AreNamedInOneLine) {
  const TemporaryFolder folder;
  const auto path = folder.write("a", std::string(100'000, 'x'));
  const MappedFile file(path);
  EXPECT_EXIT(
      {
        explain_lost_files();
        std::filesystem::resize_file(path, 10);
        std::exit(file.bytes()[90'000]);
      },
      testing::ExitedWithCode(1), "^gan-train: error: .*/a: cannot be read any more[^\n]*\n$");
}

TEST(LostFilesDeathTest, OtherFaultsEndTheProcessAsBefore) {
  EXPECT_EXIT(
      {
        explain_lost_files();
        std::raise(SIGBUS);
        std::raise(SIGBUS);
      },
      testing::KilledBySignal(SIGBUS), "^$");
}

}  // namespace gan
