// A data set that is larger than this test may take memory: 20 GB of which nothing is stored.
#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>

#include "core/base/random.h"
#include "core/data/batches.h"
#include "core/sources/idx.h"
#include "tests/temporary_folder.h"

namespace gan {
namespace {

// What this process has in memory, of files and of its own, in bytes.
int64_t resident_bytes() {
  std::ifstream status("/proc/self/status");
  int64_t kibibytes = 0;
  for (std::string word; status >> word;) {
    int64_t value = 0;
    if ((word == "RssAnon:" || word == "RssFile:") && status >> value) kibibytes += value;
  }
  return kibibytes * 1024;
}

}  // namespace

TEST(SparseSet, StaysOutOfMemory) {
  constexpr int64_t kCount = 25'000'000, kSide = 28, kHeaderBytes = 16, kReads = 400'000;
  const TemporaryFolder folder;
  const auto path = folder.write(
      "a", std::string("\0\0\x08\x03\x01\x7d\x78\x40\0\0\0\x1c\0\0\0\x1c", kHeaderBytes));
  ASSERT_EQ(::truncate(path.c_str(), kHeaderBytes + kCount * kSide * kSide), 0)
      << "needs a file system with sparse files";

  const int64_t before = resident_bytes();
  const Images images = open_idx_images(path);
  ASSERT_EQ(images.count(), kCount);
  Random random(1, Stream::kShuffle, 0);
  int64_t most = 0;
  std::vector<int64_t> rows(1000);
  for (int64_t read = 0; read < kReads; read += 1000) {
    for (int64_t& row : rows) row = static_cast<int64_t>(random.below(kCount));
    const Batch batch = gather_batch(images, rows.data(), 1000);
    ASSERT_EQ(batch.images.max().item<float>(), -1);
    most = std::max(most, resident_bytes() - before);
  }
  EXPECT_LT(most, int64_t{1200} << 20) << "they take 1.6 GB and more";
}

}  // namespace gan
