#include "core/output/png.h"

#include <cstring>
#include <memory>
#include <string>

#include "core/base/errors.h"
#include "core/base/file.h"
#include "core/base/limits.h"

#define STB_IMAGE_WRITE_STATIC
#define STB_IMAGE_WRITE_IMPLEMENTATION
#define STBI_WRITE_NO_STDIO
#include <stb_image_write.h>

#define STB_IMAGE_STATIC
#define STB_IMAGE_IMPLEMENTATION
#define STBI_ONLY_PNG
#define STBI_NO_STDIO
#define STBI_MAX_DIMENSIONS 65535
// Of an empty first IDAT it copies 0 bytes to nowhere, which C++ leaves undefined.
#define memcpy(to, from, size) ((size) == 0 ? (to) : memcpy(to, from, size))
#include <stb_image.h>
#undef memcpy

namespace gan {
namespace {

constexpr uint64_t kMaxFileBytes = uint64_t{1} << 30;

}  // namespace

void write_png(const std::filesystem::path& path, const torch::Tensor& pixels) {
  const torch::Tensor packed = pixels.contiguous();
  const auto height = static_cast<int>(packed.size(0));
  const auto width = static_cast<int>(packed.size(1));
  std::string bytes;
  const auto append = [](void* context, void* data, int size) {
    static_cast<std::string*>(context)->append(static_cast<const char*>(data),
                                               static_cast<size_t>(size));
  };
  if (!stbi_write_png_to_func(append, &bytes, width, height, 1, packed.data_ptr(), width))
    throw Error(path.string() + ": cannot write: out of memory for a picture of " +
                std::to_string(width) + " x " + std::to_string(height) + " pixels");
  write_file_atomically(path, bytes);
}

torch::Tensor read_png(const std::filesystem::path& path) {
  const std::string bytes = read_file(path, kMaxFileBytes);
  const auto* const data = reinterpret_cast<const stbi_uc*>(bytes.data());
  const auto size = static_cast<int>(bytes.size());
  int width = 0, height = 0, channels = 0;
  // No more memory than deflate can fill from so many bytes.
  if (!stbi_info_from_memory(data, size, &width, &height, &channels) ||
      static_cast<double>(width) * height > static_cast<double>(kMaxInflation * bytes.size()))
    throw Error(path.string() + ": damaged, or not a PNG");
  const std::unique_ptr<stbi_uc, void (*)(void*)> pixels(
      stbi_load_from_memory(data, size, &width, &height, &channels, 1), stbi_image_free);
  if (!pixels) throw Error(path.string() + ": damaged, or not a PNG");
  return torch::from_blob(pixels.get(), {height, width}, torch::kUInt8).clone();
}

}  // namespace gan
