#include "core/sources/split.h"

#include <algorithm>

#include "core/base/random.h"

namespace gan {
namespace {

constexpr uint64_t kMaxCopiedBytes = uint64_t{1} << 30;
constexpr int64_t kMaxDefault = 10'000;

using Indices = std::vector<int64_t>;  // ascending

torch::Tensor take_rows(const torch::Tensor& values, const Indices& rows) {
  return values.index_select(0, torch::tensor(rows, torch::kInt64));
}

// Where the three channels are one in memory (prepare.h), rows are taken of that one.
torch::Tensor take_images(const torch::Tensor& pixels, const Indices& rows) {
  if (pixels.stride(1) != 0) return take_rows(pixels, rows);
  const torch::Tensor grey = take_rows(pixels.narrow(1, 0, 1), rows);
  return grey.expand({grey.size(0), pixels.size(1), grey.size(2), grey.size(3)});
}

// The same, of pixels in memory, without a copy of them all.
torch::Tensor keep_images(const torch::Tensor& pixels, const Indices& rows) {
  const torch::Tensor stored = pixels.stride(1) == 0 ? pixels.narrow(1, 0, 1) : pixels;
  for (size_t place = 0; place < rows.size(); ++place)
    if (const auto to = static_cast<int64_t>(place); to != rows[place])
      stored[to].copy_(stored[rows[place]]);
  return pixels.narrow(0, 0, static_cast<int64_t>(rows.size()));
}

void compute_checksums(DataSet& set) {
  set.images.crc32 = checksum_pixels(set.images.pixels);
  if (set.labels) set.labels->crc32 = checksum_labels(set.labels->values);
}

}  // namespace

int64_t default_validation_count(int64_t images) {
  return std::clamp<int64_t>(images / 10, 1, kMaxDefault);
}

DataSet split_off(DataSet& set, int64_t count, int64_t seed) {
  Images& images = set.images;
  const int64_t kept = set.count() - count;
  Indices order = Random(static_cast<uint64_t>(seed), Stream::kSplit, 0).permutation(set.count());
  const bool is_large = images.file && images.pixels.nbytes() > kMaxCopiedBytes;
  if (is_large) std::sort(order.begin(), order.end());
  Indices rest(order.begin(), order.begin() + kept);
  Indices taken(order.begin() + kept, order.end());
  std::sort(rest.begin(), rest.end());
  std::sort(taken.begin(), taken.end());
  DataSet aside = set;
  if (is_large) {
    aside.images.pixels = images.pixels.narrow(0, kept, count);
    images.pixels = images.pixels.narrow(0, 0, kept);
  } else {
    aside.images.pixels = take_images(images.pixels, taken);
    images.pixels =
        images.file ? take_images(images.pixels, rest) : keep_images(images.pixels, rest);
    aside.images.file = images.file = nullptr;
  }
  if (set.labels) {
    aside.labels->values = take_rows(set.labels->values, taken);
    set.labels->values = take_rows(set.labels->values, rest);
  }
  compute_checksums(set);
  compute_checksums(aside);
  return aside;
}

}  // namespace gan
