// Fuzzes the zip archive of a checkpoint. A checksum in it is corrected first.
#include <torch/types.h>

#include "core/formats/archive.h"
#include "tests/fuzz/fuzz.h"

namespace gan {
namespace {

std::vector<std::string> make_seeds() {
  Dict inner = make_dict();
  inner.insert("weights", torch::arange(6, torch::kFloat32).view({2, 3}));
  Dict dict = make_dict();
  dict.insert("inner", inner);
  dict.insert("counts", torch::arange(3));
  dict.insert("step", int64_t{7});
  dict.insert("text", "config");
  const std::string sealed = format_archive(dict);
  return {sealed, sealed.substr(0, sealed.size() / 2)};
}

void run(const std::string& bytes) {
  const std::string mark = "gan-train crc32 ";
  std::string sealed = bytes;
  if (bytes.size() > mark.size() + 8 &&
      bytes.compare(bytes.size() - mark.size() - 8, mark.size(), mark) == 0) {
    sealed.resize(bytes.size() - 8);
    sealed += hexadecimal(crc32_of(sealed));
  }
  expect_error_at_most([&] { parse_archive(sealed, "c.pt"); });
}

const FuzzTarget kTarget("archive", make_seeds, run);

}  // namespace
}  // namespace gan
