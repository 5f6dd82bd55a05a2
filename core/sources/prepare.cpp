#include "core/sources/prepare.h"

#include <algorithm>

#include "core/base/errors.h"
#include "core/base/limits.h"
#include "core/base/parallel_for.h"
#include "core/pictures/resize.h"

namespace gan {
namespace {

constexpr int64_t kImagesATime = 64;  // for each thread

// image  uint8 [3, H, W]
// grey   uint8 [1, H, W], contiguous
void write_grey(const torch::Tensor& image, uint8_t* grey) {
  const torch::Tensor packed = image.contiguous();
  const int64_t area = packed.size(1) * packed.size(2);
  const auto* from = packed.data_ptr<uint8_t>();
  for (int64_t i = 0; i < area; ++i)
    grey[i] = static_cast<uint8_t>(
        (from[i] * 19595 + from[area + i] * 38470 + from[2 * area + i] * 7471 + 0x8000) >> 16);
}

// Computes image after image into memory of its own, several at a time.
template <class Compute>
torch::Tensor compute_images(const torch::Tensor& pixels, const std::vector<int64_t>& shape,
                             const Compute& compute) {
  const int64_t count = pixels.size(0);
  const int64_t values = shape[0] * shape[1] * shape[2];
  const auto needed = static_cast<uint64_t>(count) * static_cast<uint64_t>(values);
  if (needed > memory_to_spare())
    throw Error(ErrorKind::kTooLarge,
                "too large for this machine's memory when converted: at most " +
                    std::to_string(memory_to_spare()) + " bytes are used, got " +
                    std::to_string(needed) +
                    "; set data.size lower, or convert the set once and train on the result");
  torch::Tensor result = torch::empty({count, shape[0], shape[1], shape[2]}, torch::kUInt8);
  auto* to = result.data_ptr<uint8_t>();
  parallel_for(0, count, kImagesATime, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) compute(pixels[i], to + i * values);
  });
  return result;
}

}  // namespace

torch::Tensor to_channels(const torch::Tensor& pixels, int64_t channels) {
  const int64_t dimension = pixels.dim() - 3;
  if (pixels.size(dimension) == channels) return pixels;
  if (channels == 3) {
    std::vector<int64_t> shape = pixels.sizes().vec();
    shape[static_cast<size_t>(dimension)] = 3;
    return pixels.expand(shape);
  }
  const std::vector<int64_t> shape = {1, pixels.size(-2), pixels.size(-1)};
  if (dimension == 1) return compute_images(pixels, shape, write_grey);
  torch::Tensor grey = torch::empty(shape, torch::kUInt8);
  write_grey(pixels, grey.data_ptr<uint8_t>());
  return grey;
}

torch::Tensor prepare_pixels(const torch::Tensor& pixels, const Config::Data& options) {
  torch::Tensor images = options.transpose ? pixels.transpose(2, 3) : pixels;
  if (options.channels == ChannelOption::kGrey) images = to_channels(images, 1);
  const int64_t size = options.size;
  if (size > 0 && (images.size(2) != size || images.size(3) != size))
    images = compute_images(images, {images.size(1), size, size},
                            [size](const torch::Tensor& image, uint8_t* to) {
                              const torch::Tensor resized = resize_and_crop(image, size);
                              std::copy_n(resized.data_ptr<uint8_t>(), resized.numel(), to);
                            });
  return options.channels == ChannelOption::kColour ? to_channels(images, 3) : images;
}

}  // namespace gan
