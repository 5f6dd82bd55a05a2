#include "core/formats/zip_writer.h"

#include <gtest/gtest.h>
#include <zip.h>

#include "tests/temporary_folder.h"

namespace gan {
namespace {

// What libzip reads of an entry.
std::string read_entry(zip_t* zip, const char* name, zip_uint64_t size) {
  zip_file_t* const file = zip_fopen(zip, name, 0);
  std::string bytes(size + 1, '\0');
  bytes.resize(static_cast<size_t>(zip_fread(file, bytes.data(), bytes.size())));
  char beyond = 0;  // libzip checks the checksum when a read reaches the end
  EXPECT_EQ(zip_fread(file, &beyond, 1), 0);
  EXPECT_EQ(zip_fclose(file), 0);
  return bytes;
}

}  // namespace

TEST(ZipWriter, WritesWhatLibzipReads) {
  const TemporaryFolder folder;
  const std::string large(100'000, 'x');
  int passes = 0;
  AtomicFile file(folder / "a.zip");
  ZipWriter zip(file);
  zip.add("folder/pieces", [&](const ZipWriter::Sink& sink) {
    ++passes;
    sink("abc");
    sink("");
    sink(large);
  });
  zip.add("empty", [](const ZipWriter::Sink&) {});
  zip.finish();
  EXPECT_FALSE(std::filesystem::exists(folder / "a.zip")) << "before the commit";
  file.commit();
  EXPECT_EQ(passes, 2);

  zip_t* const read = zip_open((folder / "a.zip").c_str(), ZIP_RDONLY | ZIP_CHECKCONS, nullptr);
  ASSERT_NE(read, nullptr);
  EXPECT_EQ(zip_get_num_entries(read, 0), 2);
  EXPECT_EQ(read_entry(read, "folder/pieces", 100'003), "abc" + large);
  EXPECT_EQ(read_entry(read, "empty", 0), "");
  zip_discard(read);
}

}  // namespace gan
