// Fuzzes zip archives of pictures: any bytes are read or refused, and no entry is larger than its
// archive can hold.
#include <zip.h>

#include "core/base/limits.h"
#include "core/formats/zip_file.h"
#include "core/sources/picture_list.h"
#include "tests/fuzz/fuzz.h"

namespace gan {
namespace {

std::string packed(const std::vector<std::pair<std::string, std::string>>& files, bool is_stored) {
  const auto path = fuzz_folder() / "seed.zip";
  zip_t* const archive = zip_open(path.c_str(), ZIP_CREATE | ZIP_TRUNCATE, nullptr);
  for (const auto& [name, bytes] : files) {
    zip_source_t* const source = zip_source_buffer(archive, bytes.data(), bytes.size(), 0);
    const auto index = static_cast<zip_uint64_t>(zip_file_add(archive, name.c_str(), source, 0));
    if (is_stored) zip_set_file_compression(archive, index, ZIP_CM_STORE, 0);
  }
  if (zip_close(archive) != 0) std::abort();
  return read_file(path, 1 << 20);
}

std::vector<std::string> make_seeds() {
  const std::string json = R"({"labels": [["a/1.png", 1], ["b/2.png", 0]]})";
  return {packed({{"a/1.png", "one"}, {"b/2.png", std::string(1000, 'x')}}, false),
          packed({{"a/1.png", "one"}, {"b/2.png", ""}, {"dataset.json", json}}, true)};
}

void run(const std::string& bytes) {
  expect_error_at_most([&] {
    const ZipFile zip(fuzz_file("x.zip", bytes));
    std::vector<std::string> names;
    uint64_t size = 0;
    for (size_t i = 0; i < zip.entries().size(); ++i) {
      names.push_back(zip.entries()[i].name);
      size += zip.entries()[i].size;
      expect_error_at_most([&] { zip.read(i); });
    }
    if (size > kMaxInflation * bytes.size()) std::abort();
    const PictureList list = list_pictures(
        names, [&](const std::string& name) { return zip.read(zip.find(name).value()); }, "x.zip");
    if (!list.classes.empty() && list.classes.size() != list.names.size()) std::abort();
  });
}

const FuzzTarget kTarget("zip", make_seeds, run);

}  // namespace
}  // namespace gan
