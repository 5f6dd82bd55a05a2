// Fuzzes IDX files. The first byte chooses images or labels, of bytes or a table, plain or .gz.
#include <zlib.h>

#include "core/sources/idx.h"
#include "tests/fuzz/fuzz.h"

namespace gan {
namespace {

std::string gzipped(const std::string& bytes) {
  z_stream stream{};
  if (deflateInit2(&stream, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK) std::abort();
  std::string packed(deflateBound(&stream, bytes.size()), 0);
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  deflate(&stream, Z_FINISH);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  return packed;
}

std::vector<std::string> make_seeds() {
  const std::string images(
      "\0\0\x08\x03\0\0\0\x02\0\0\0\x03\0\0\0\x02"
      "abcdefghijkl",
      28);
  const std::string labels("\0\0\x08\x01\0\0\0\x03\x07\0\x01", 11);
  const std::string table =
      std::string("\0\0\x0c\x02\0\0\0\1\0\0\0\x08\0\0\0\5", 16) + std::string(28, '\1');
  std::vector<std::string> seeds = {images, labels, gzipped(images), gzipped(labels)};
  for (size_t i = 0; i < seeds.size(); ++i) seeds[i].insert(0, 1, static_cast<char>(i));
  seeds.push_back("\1" + table);
  seeds.push_back("\3" + gzipped(table));
  return seeds;
}

void run(const std::string& bytes) {
  if (bytes.empty()) return;
  const bool is_labels = bytes[0] & 1;
  const auto path = fuzz_file(bytes[0] & 2 ? "x.gz" : "x", bytes.substr(1));
  expect_error_at_most([&] {
    if (is_labels)
      make_labels(read_idx_numbers(path)).classes();
    else if (read_idx_set(path, {}, {}).images.count() < 1)
      std::abort();
  });
}

const FuzzTarget kTarget("idx", make_seeds, run);

}  // namespace
}  // namespace gan
