// Fuzzes pictures and .npy files: any file is read or refused, and a written one reads back the
// same. The first byte chooses: read a PNG, read a .npy, write both.
#include <cstring>

#include "core/formats/npy.h"
#include "core/pictures/image_grid.h"
#include "core/pictures/png.h"
#include "tests/fuzz/fuzz.h"

namespace gan {
namespace {

// Writes and reads an image of these bytes; the first two choose its height and width.
void write_and_read(const std::string& bytes) {
  if (bytes.size() < 2) return;
  const int64_t height = (bytes[0] & 31) + 1;
  const int64_t width = (bytes[1] & 31) + 1;
  torch::Tensor pixels = torch::zeros({height, width}, torch::kUInt8);
  std::memcpy(pixels.data_ptr(), bytes.data() + 2, std::min(bytes.size() - 2, pixels.nbytes()));
  write_png(fuzz_folder() / "w.png", pixels);
  if (!torch::equal(read_png(fuzz_folder() / "w.png")[0], pixels)) std::abort();
  const std::string values(static_cast<const char*>(pixels.data_ptr()), pixels.nbytes());
  const auto path = fuzz_file("w.npy", format_npy_header("|u1", 1, {height, width}) + values);
  if (!torch::equal(read_npy_images(path)[0][0], pixels)) std::abort();
}

std::vector<std::string> make_seeds() {
  const auto path = fuzz_folder() / "seed.png";
  write_png(path, torch::arange(60, torch::kUInt8).view({6, 10}));
  return {std::string(1, 0) + read_file(path, 1 << 20),
          "\1" + format_npy_header("|u1", 2, {2, 3}) + "abcdefghijkl",
          "\1" + format_npy_header("<f4", 1, {1, 1, 2}) + std::string(8, 0),
          "\2\5\6abcdefghijklmnopqrstuvwxyzabcdefghijklmnop"};
}

void run(const std::string& bytes) {
  if (bytes.empty()) return;
  const std::string rest = bytes.substr(1);
  expect_error_at_most([&] {
    if (bytes[0] % 3 == 0)
      read_png(fuzz_file("x.png", rest));
    else if (bytes[0] % 3 == 1)
      read_npy_images(fuzz_file("x.npy", rest));
    else
      write_and_read(rest);
  });
}

const FuzzTarget kTarget("pictures", make_seeds, run);

}  // namespace
}  // namespace gan
