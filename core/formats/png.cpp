#include "core/formats/png.h"

#include <png.h>

#include <memory>
#include <string>

#include "core/base/errors.h"
#include "core/base/file.h"
#include "core/base/limits.h"

#define STB_IMAGE_WRITE_STATIC
#define STB_IMAGE_WRITE_IMPLEMENTATION
#define STBI_WRITE_NO_STDIO
#include <stb_image_write.h>

namespace gan {
namespace {

constexpr uint64_t kMaxPngBytes = uint64_t{1} << 30;

}  // namespace

void write_png(const std::filesystem::path& path, const torch::Tensor& pixels) {
  const torch::Tensor packed = pixels.permute({1, 2, 0}).contiguous();
  const auto height = static_cast<int>(packed.size(0));
  const auto width = static_cast<int>(packed.size(1));
  const auto channels = static_cast<int>(packed.size(2));
  std::string bytes;
  const auto append = [](void* context, void* data, int size) {
    static_cast<std::string*>(context)->append(static_cast<const char*>(data),
                                               static_cast<size_t>(size));
  };
  if (!stbi_write_png_to_func(append, &bytes, width, height, channels, packed.data_ptr(),
                              width * channels))
    throw Error(ErrorKind::kTooLarge,
                path.string() + ": cannot write: out of memory for a picture of " +
                    std::to_string(width) + " x " + std::to_string(height) + " pixels");
  write_file_atomically(path, bytes);
}

torch::Tensor read_png(const std::filesystem::path& path) {
  const std::string bytes = read_file(path, kMaxPngBytes);
  const auto refuse = [&](const char* why) {
    throw DamagedError(path.string() + ": damaged, or not a PNG: " + why);
  };
  png_image image{};
  const std::unique_ptr<png_image, void (*)(png_image*)> owner(&image, png_image_free);
  image.version = PNG_IMAGE_VERSION;
  if (!png_image_begin_read_from_memory(&image, bytes.data(), bytes.size())) refuse(image.message);
  image.format = PNG_FORMAT_GRAY;
  // Reserve no more memory than deflate can fill from this many bytes.
  if (image.width > kMaxPictureSide || image.height > kMaxPictureSide ||
      uint64_t{image.width} * image.height > kMaxInflation * bytes.size())
    refuse("more pixels than its bytes can hold");
  torch::Tensor pixels = torch::empty({1, image.height, image.width}, torch::kUInt8);
  if (!png_image_finish_read(&image, nullptr, pixels.data_ptr(), 0, nullptr)) refuse(image.message);
  return pixels;
}

}  // namespace gan
