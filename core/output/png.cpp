#include "core/output/png.h"

#include <memory>
#include <string>
#include <string_view>

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
#include <stb_image.h>

namespace gan {
namespace {

constexpr uint64_t kMaxFileBytes = uint64_t{1} << 30;

// Whether the bytes are a PNG's signature and chunks that lie within them, up to its end (W3C PNG,
// 5.2 to 5.4); no IDAT is empty. stb_image allocates what a chunk's length says before it looks for
// its bytes, and copies an empty IDAT to nowhere.
bool has_whole_chunks(std::string_view bytes) {
  if (bytes.substr(0, 8) != "\x89PNG\r\n\x1a\n") return false;
  bytes.remove_prefix(8);
  while (bytes.size() >= 12) {  // length, type, CRC
    uint64_t length = 0;
    for (const char byte : bytes.substr(0, 4)) length = length << 8 | static_cast<uint8_t>(byte);
    const std::string_view type = bytes.substr(4, 4);
    if (length > bytes.size() - 12 || (type == "IDAT" && length == 0)) return false;
    if (type == "IEND") return true;
    bytes.remove_prefix(12 + length);
  }
  return false;
}

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
  if (!has_whole_chunks(bytes) || !stbi_info_from_memory(data, size, &width, &height, &channels) ||
      static_cast<double>(width) * height > static_cast<double>(kMaxInflation * bytes.size()))
    throw Error(path.string() + ": damaged, or not a PNG");
  const std::unique_ptr<stbi_uc, void (*)(void*)> pixels(
      stbi_load_from_memory(data, size, &width, &height, &channels, 1), stbi_image_free);
  if (!pixels) throw Error(path.string() + ": damaged, or not a PNG");
  return torch::from_blob(pixels.get(), {height, width}, torch::kUInt8).clone();
}

}  // namespace gan
