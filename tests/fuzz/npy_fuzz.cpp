// Fuzzes .npy files: as a data set, as labels, as names. The first byte chooses.
#include "core/formats/npy.h"
#include "core/sources/npy_set.h"
#include "tests/fuzz/fuzz.h"

namespace gan {
namespace {

std::vector<std::string> make_npy_seeds() {
  const auto bytes = [](size_t count) { return std::string(count, '\1'); };
  return {std::string(1, 0) + format_npy_header("|u1", 2, {2, 3}) + bytes(12),
          std::string(1, 0) + format_npy_header("|u1", 2, {1, 2, 3}) + bytes(12),
          "\1" + format_npy_header("<i8", 2, {}) + bytes(16),
          "\1" + format_npy_header("<u2", 2, {3}) + bytes(12),
          "\2" + format_npy_texts({"cat", "\xc3\xa9", "\xff"})};
}

void run_npy(const std::string& bytes) {
  if (bytes.empty()) return;
  const std::string rest = bytes.substr(1);
  expect_error_at_most([&] {
    if (bytes[0] % 3 == 0) {
      if (read_npy_set(fuzz_file("x.npy", rest), {}, {}).count() < 1) std::abort();
    } else if (bytes[0] % 3 == 1) {
      make_labels(parse_npy_integers(rest, "x"));
    } else {
      const std::vector<std::string> texts = parse_npy_texts(rest, "x");
      const std::vector<std::string> again = parse_npy_texts(format_npy_texts(texts), "x");
      if (again.size() != texts.size()) std::abort();
    }
  });
}

const FuzzTarget kNpyTarget("npy", make_npy_seeds, run_npy);

}  // namespace
}  // namespace gan
