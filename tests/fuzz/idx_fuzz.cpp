// IDX files. The first byte chooses: images or labels, plain or .gz.
#include <zlib.h>

#include "core/data/idx.h"
#include "tests/fuzz/fuzz.h"

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

}  // namespace

std::vector<std::string> fuzz_seeds() {
  const std::string images =
      std::string("\0\0\x08\x03\0\0\0\x02\0\0\0\x03\0\0\0\x02", 16) + "abcdefghijkl";
  const std::string labels = std::string("\0\0\x08\x01\0\0\0\x03\x07\0\x01", 11);
  return {std::string(1, 0) + images, "\1" + labels, "\2" + gzipped(images),
          "\3" + gzipped(labels)};
}

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  const bool is_labels = data[0] & 1;
  const auto path = gan::fuzz_file(data[0] & 2 ? "x.gz" : "x", bytes);
  gan::expect_error_at_most([&] {
    if (is_labels)
      gan::read_idx_labels(path).classes();
    else if (gan::read_idx_images(path).count() < 1)
      std::abort();
  });
  return 0;
}
