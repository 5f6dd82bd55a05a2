// A checkpoint's outside: the zip archive, with any checksum taken as right.
#include "core/output/archive.h"
#include "tests/fuzz/fuzz.h"

std::vector<std::string> fuzz_seeds() {
  gan::Dict inner = gan::make_dict();
  inner.insert("weights", torch::arange(6, torch::kFloat32).view({2, 3}));
  gan::Dict dict = gan::make_dict();
  dict.insert("inner", inner);
  dict.insert("counts", torch::arange(3));
  dict.insert("step", int64_t{7});
  dict.insert("text", "config");
  const std::string sealed = gan::format_archive(dict);
  return {sealed, sealed.substr(0, sealed.size() / 2)};
}

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  gan::expect_error_at_most([&] {
    const std::string mark = "gan-train crc32 ";
    std::string bytes(reinterpret_cast<const char*>(data), size);
    if (bytes.size() > mark.size() + 8 &&
        bytes.compare(bytes.size() - mark.size() - 8, mark.size(), mark) == 0) {
      bytes.resize(bytes.size() - 8);
      bytes += gan::hexadecimal(gan::crc32_of(bytes));
    }
    gan::parse_archive(bytes, "c.pt");
  });
  return 0;
}
