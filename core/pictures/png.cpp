#include "core/pictures/png.h"

#include <png.h>

#include <csetjmp>
#include <cstdio>
#include <cstring>
#include <memory>
#include <vector>

#include "core/base/errors.h"
#include "core/base/file.h"
#include "core/base/limits.h"
#include "core/pictures/picture.h"

#define STB_IMAGE_WRITE_STATIC
#define STB_IMAGE_WRITE_IMPLEMENTATION
#define STBI_WRITE_NO_STDIO
#include <stb_image_write.h>

namespace gan {
namespace {

constexpr size_t kPngSignatureBytes = 8;

// libpng leaves its functions by longjmp() when it meets a fault. So each function that calls one
// that may do so has a setjmp() and no object with a destructor.
class PngReader {
 public:
  explicit PngReader(std::string_view bytes)
      : left_(bytes), png_(png_create_read_struct(PNG_LIBPNG_VER_STRING, this, fail, ignore)) {
    if (!png_) throw std::bad_alloc();
    info_ = png_create_info_struct(png_);
    if (!info_) {
      png_destroy_read_struct(&png_, nullptr, nullptr);
      throw std::bad_alloc();
    }
  }
  ~PngReader() { png_destroy_read_struct(&png_, &info_, nullptr); }
  PngReader(const PngReader&) = delete;
  PngReader& operator=(const PngReader&) = delete;

  // The next two return false, and then message() says why, if the bytes are damaged.

  bool read_header() {
    if (setjmp(escape_) != 0) return false;
    png_set_read_fn(png_, this, give);
    png_set_user_limits(png_, kMaxPictureSide, kMaxPictureSide);
    // Texts, profiles and the like are passed over, for they could be of any size. -1: all but
    // those that the pixels need.
    png_set_keep_unknown_chunks(png_, PNG_HANDLE_CHUNK_NEVER, nullptr, -1);
    png_read_info(png_, info_);
    packed_bytes_ = uint64_t{png_get_rowbytes(png_, info_)} * png_get_image_height(png_, info_);
    png_set_expand(png_);
    png_set_scale_16(png_);
    png_set_interlace_handling(png_);
    png_read_update_info(png_, info_);
    return true;
  }

  // rows  where the pixels go: height() x row_bytes()
  bool read_rows(png_bytepp rows) {
    if (setjmp(escape_) != 0) return false;
    png_read_image(png_, rows);
    png_read_end(png_, nullptr);
    return true;
  }

  int64_t height() const { return png_get_image_height(png_, info_); }
  int64_t width() const { return png_get_image_width(png_, info_); }
  int64_t values() const { return png_get_channels(png_, info_); }
  uint64_t packed_bytes() const { return packed_bytes_; }  // of the pixels, decompressed
  const char* message() const { return message_; }

 private:
  [[noreturn]] static void fail(png_structp png, png_const_charp why) {
    auto* reader = static_cast<PngReader*>(png_get_error_ptr(png));
    std::snprintf(reader->message_, sizeof reader->message_, "%s", why);
    std::longjmp(reader->escape_, 1);
  }

  static void ignore(png_structp, png_const_charp) {}  // warnings

  static void give(png_structp png, png_bytep to, size_t count) {
    auto* reader = static_cast<PngReader*>(png_get_io_ptr(png));
    if (count > reader->left_.size()) png_error(png, "cut short");
    std::memcpy(to, reader->left_.data(), count);
    reader->left_.remove_prefix(count);
  }

  std::string_view left_;
  png_structp png_;
  png_infop info_ = nullptr;
  uint64_t packed_bytes_ = 0;
  std::jmp_buf escape_{};
  char message_[100] = "";
};

}  // namespace

void write_png(const std::filesystem::path& path, const torch::Tensor& pixels) {
  const torch::Tensor packed =
      (pixels.dim() == 3 ? pixels.permute({1, 2, 0}) : pixels.unsqueeze(2)).contiguous();
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
  return flatten_picture(decode_png(read_file(path, kMaxPictureBytes), path.string()), {});
}

bool is_png(std::string_view bytes) {
  return bytes.substr(0, kPngSignatureBytes) ==
         std::string_view("\x89PNG\r\n\x1a\n", kPngSignatureBytes);
}

torch::Tensor decode_png(std::string_view bytes, const std::string& where) {
  const auto refuse = [&](const char* why) {
    throw DamagedError(where + ": damaged, or not a PNG: " + why);
  };
  PngReader reader(bytes);
  if (!reader.read_header()) refuse(reader.message());
  check_picture_size(reader.height(), reader.width(), where);
  // Reserve no more memory than deflate can fill from this many bytes.
  if (reader.packed_bytes() > kMaxInflation * bytes.size())
    refuse("more pixels than its bytes can hold");
  torch::Tensor pixels =
      torch::empty({reader.height(), reader.width(), reader.values()}, torch::kUInt8);
  std::vector<png_bytep> rows(static_cast<size_t>(pixels.size(0)));
  for (size_t y = 0; y < rows.size(); ++y)
    rows[y] = pixels.data_ptr<uint8_t>() + static_cast<int64_t>(y) * pixels.stride(0);
  if (!reader.read_rows(rows.data())) refuse(reader.message());
  return pixels;
}

}  // namespace gan
