// Fuzzes .npz files. The first byte chooses: one is read; or one is made of these bytes, as arrays
// that are stored, and then read.
#include "core/formats/npy.h"
#include "core/formats/zip_writer.h"
#include "core/sources/npy_set.h"
#include "tests/fuzz/fuzz.h"

namespace gan {
namespace {

// The bytes up to a "|||" become the array images, up to the next the labels, and the rest the
// names.
std::filesystem::path write_parts(const std::string& bytes) {
  const auto path = fuzz_folder() / "made.npz";
  AtomicFile file(path);
  ZipWriter zip(file);
  size_t begin = 0;
  for (const char* name : {"images.npy", "labels.npy", "classes.npy"}) {
    const size_t end = std::min(bytes.find("|||", begin), bytes.size());
    zip.add(name, [&](const ZipWriter::Sink& sink) { sink(bytes.substr(begin, end - begin)); });
    if (end == bytes.size()) break;
    begin = end + 3;
  }
  zip.finish();
  file.commit();
  return path;
}

std::vector<std::string> make_npz_seeds() {
  DataSet data;
  data.images.pixels = torch::arange(36, torch::kUInt8).view({2, 3, 2, 3});
  data.labels = Labels{torch::tensor({0, 1}, torch::kInt64), {"cat", "dog"}};
  const auto path = fuzz_folder() / "seed.npz";
  write_npz(path, data);
  const std::string images = format_npy_header("|u1", 2, {1, 2}) + "abcd";
  const std::string labels = format_npy_header("|u1", 2, {}) + std::string("\0\1", 2);
  return {std::string(1, 0) + read_file(path, 1 << 20), "\1" + images,
          "\1" + images + "|||" + labels,
          "\1" + images + "|||" + labels + "|||" + format_npy_texts({"a", "b"})};
}

void run_npz(const std::string& bytes) {
  if (bytes.empty()) return;
  const std::string rest = bytes.substr(1);
  expect_error_at_most([&] {
    const auto path = bytes[0] & 1 ? write_parts(rest) : fuzz_file("x.npz", rest);
    const DataSet data = read_npz_set(path, {}, {});
    if (data.labels && data.labels->count() != data.count()) std::abort();
  });
}

const FuzzTarget kNpzTarget("npz", make_npz_seeds, run_npz);

}  // namespace
}  // namespace gan
