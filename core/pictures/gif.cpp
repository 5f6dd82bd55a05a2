#include "core/pictures/gif.h"

#include <gif_lib.h>

#include <cmath>
#include <memory>

#include "core/base/errors.h"
#include "core/base/file.h"
#include "core/pictures/png.h"

namespace gan {
namespace {

constexpr int kColours = 256;

struct Closer {
  void operator()(GifFileType* file) const {
    int ignored = 0;
    EGifCloseFile(file, &ignored);
  }
};
struct PaletteDeleter {
  void operator()(ColorMapObject* palette) const { GifFreeMapObject(palette); }
};

using Palette = std::unique_ptr<ColorMapObject, PaletteDeleter>;

Palette make_palette() {
  Palette palette(GifMakeMapObject(kColours, nullptr));
  if (!palette) throw std::bad_alloc();
  return palette;
}

Palette make_greys() {
  Palette palette = make_palette();
  for (int i = 0; i < kColours; ++i) {
    const auto grey = static_cast<GifByteType>(i);
    palette->Colors[i] = {grey, grey, grey};
  }
  return palette;
}

int append(GifFileType* file, const GifByteType* bytes, int count) {
  static_cast<std::string*>(file->UserData)
      ->append(reinterpret_cast<const char*>(bytes), static_cast<size_t>(count));
  return count;
}

// Netscape's extension: the number of loops; 0 means forever.
bool put_loop(GifFileType* file) {
  static const GifByteType kForEver[] = {1, 0, 0};
  return EGifPutExtensionLeader(file, APPLICATION_EXT_FUNC_CODE) == GIF_OK &&
         EGifPutExtensionBlock(file, 11, "NETSCAPE2.0") == GIF_OK &&
         EGifPutExtensionBlock(file, sizeof kForEver, kForEver) == GIF_OK &&
         EGifPutExtensionTrailer(file) == GIF_OK;
}

// A frame as indices into its palette, uint8 [height, width]; giflib modifies them.
struct IndexedFrame {
  torch::Tensor pixels;
  Palette palette;  // null: that of all frames
};

// frame  uint8 [3, height, width]
IndexedFrame quantise(const torch::Tensor& frame) {
  const torch::Tensor wide = frame.to(torch::kInt32);
  const torch::Tensor codes = wide[0] * 65536 + wide[1] * 256 + wide[2];
  const auto [distinct, indices] = at::_unique(codes, /*sorted=*/true, /*return_inverse=*/true);
  Palette palette = make_palette();
  if (distinct.size(0) <= kColours) {
    const auto* const colours = distinct.data_ptr<int32_t>();
    for (int64_t i = 0; i < distinct.size(0); ++i)
      palette->Colors[i] = {static_cast<GifByteType>(colours[i] >> 16),
                            static_cast<GifByteType>(colours[i] >> 8),
                            static_cast<GifByteType>(colours[i])};
    return {indices.to(torch::kUInt8), std::move(palette)};
  }
  torch::Tensor channels = frame.clone(at::MemoryFormat::Contiguous);
  torch::Tensor pixels = torch::empty({frame.size(1), frame.size(2)}, torch::kUInt8);
  const auto channel = [&](int64_t c) { return channels[c].data_ptr<uint8_t>(); };
  int count = kColours;
  if (GifQuantizeBuffer(static_cast<unsigned>(frame.size(2)), static_cast<unsigned>(frame.size(1)),
                        &count, channel(0), channel(1), channel(2), pixels.data_ptr<uint8_t>(),
                        palette->Colors) != GIF_OK)
    throw std::bad_alloc();
  return {pixels, std::move(palette)};
}

IndexedFrame to_indices(const torch::Tensor& frame) {
  if (frame.size(0) == 3) return quantise(frame);
  return {frame[0].clone(at::MemoryFormat::Contiguous), nullptr};
}

bool put_frame(GifFileType* file, const torch::Tensor& frame, int centiseconds) {
  const IndexedFrame indexed = to_indices(frame);
  GraphicsControlBlock control{DISPOSE_DO_NOT, false, centiseconds, NO_TRANSPARENT_COLOR};
  GifByteType bytes[4];
  EGifGCBToExtension(&control, bytes);
  const auto height = static_cast<int>(frame.size(1));
  const auto width = static_cast<int>(frame.size(2));
  if (EGifPutExtension(file, GRAPHICS_EXT_FUNC_CODE, sizeof bytes, bytes) != GIF_OK ||
      EGifPutImageDesc(file, 0, 0, width, height, false, indexed.palette.get()) != GIF_OK)
    return false;
  for (int y = 0; y < height; ++y)
    if (EGifPutLine(file, indexed.pixels.data_ptr<uint8_t>() + int64_t{y} * width, width) != GIF_OK)
      return false;
  return true;
}

void check_sizes(const std::filesystem::path& path, const std::vector<torch::Tensor>& frames) {
  const auto describe = [](const torch::Tensor& frame) {
    return std::to_string(frame.size(2)) + " x " + std::to_string(frame.size(1));
  };
  for (const torch::Tensor& frame : frames) {
    if (frame.sizes() != frames.front().sizes())
      throw Error(path.string() + ": frames must be of one size, got " + describe(frames.front()) +
                  " and " + describe(frame) + " pixels");
    if (frame.size(1) > kMaxPictureSide || frame.size(2) > kMaxPictureSide)
      throw Error(path.string() + ": a GIF has at most 65535 pixels per side, got " +
                  describe(frame) + "; ask for fewer images or a smaller scale");
  }
}

}  // namespace

void write_gif(const std::filesystem::path& path, const std::vector<torch::Tensor>& frames,
               double frames_per_second) {
  check_sizes(path, frames);
  const auto centiseconds = static_cast<int>(std::lround(100 / frames_per_second));
  const auto palette = make_greys();
  std::string bytes;
  int error = 0;
  std::unique_ptr<GifFileType, Closer> file(EGifOpen(&bytes, append, &error));
  if (!file) throw std::bad_alloc();
  EGifSetGifVersion(file.get(), true);  // 89a, for the extensions
  bool is_written =
      EGifPutScreenDesc(file.get(), static_cast<int>(frames.front().size(2)),
                        static_cast<int>(frames.front().size(1)), 8, 0, palette.get()) == GIF_OK &&
      put_loop(file.get());
  for (const torch::Tensor& frame : frames)
    is_written = is_written && put_frame(file.get(), frame, centiseconds);
  is_written = is_written && EGifCloseFile(file.release(), &error) == GIF_OK;
  if (!is_written) throw Error(path.string() + ": cannot write: giflib failed");
  write_file_atomically(path, bytes);
}

}  // namespace gan
