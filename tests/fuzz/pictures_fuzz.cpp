// Pictures and .npy files: any file is read or refused, and what is written is read back the same.
// The first byte chooses: read a PNG, read a .npy, write both.
#include "core/output/image_grid.h"
#include "core/output/npy.h"
#include "core/output/png.h"
#include "tests/fuzz/fuzz.h"

namespace {

void write_and_read(const uint8_t* data, size_t size) {
  if (size < 2) return;
  const int64_t height = data[0] % 40 + 1;
  const int64_t width = data[1] % 40 + 1;
  torch::Tensor pixels = torch::zeros({height, width}, torch::kUInt8);
  const size_t count = std::min(size - 2, static_cast<size_t>(height * width));
  std::copy(data + 2, data + 2 + count, pixels.data_ptr<uint8_t>());
  gan::write_png(gan::fuzz_folder() / "w.png", pixels);
  if (!torch::equal(gan::read_png(gan::fuzz_folder() / "w.png"), pixels)) std::abort();
  const std::string values(static_cast<const char*>(pixels.data_ptr()), pixels.nbytes());
  const auto path =
      gan::fuzz_file("w.npy", gan::format_npy_header("|u1", 1, {height, width}) + values);
  if (!torch::equal(gan::read_npy_images(path)[0], pixels)) std::abort();
}

}  // namespace

std::vector<std::string> fuzz_seeds() {
  const auto path = gan::fuzz_folder() / "seed.png";
  gan::write_png(path, torch::arange(60, torch::kUInt8).view({6, 10}));
  return {std::string(1, 0) + gan::read_file(path, 1 << 20),
          "\1" + gan::format_npy_header("|u1", 2, {2, 3}) + "abcdefghijkl",
          "\1" + gan::format_npy_header("<f4", 1, {1, 1, 2}) + std::string(8, 0),
          "\2\5\6abcdefghijklmnopqrstuvwxyzabcdefghijklmnop"};
}

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  gan::expect_error_at_most([&] {
    if (data[0] % 3 == 0)
      gan::read_png(gan::fuzz_file("x.png", bytes));
    else if (data[0] % 3 == 1)
      gan::read_npy_images(gan::fuzz_file("x.npy", bytes));
    else
      write_and_read(data + 1, size - 1);
  });
  return 0;
}
