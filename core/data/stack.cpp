#include "core/data/stack.h"

#include <algorithm>
#include <string>

#include "core/base/errors.h"
#include "core/base/limits.h"
#include "core/base/random.h"

namespace gan {
namespace {

constexpr int64_t kMaxDrawn = int64_t{1} << 32;  // Random::below()
constexpr int64_t kBlock = 1024;                 // images

void check_can_be_stacked(const DataSet& data, int64_t count) {
  const ImageShape shape = data.shape();
  if (shape.channels != 1)
    throw Error(ErrorKind::kMismatch, "images must be grey to be stacked, got " + describe(shape) +
                                          "; set data.channels to 1");
  if (!data.labels)
    throw Error(ErrorKind::kMismatch, "images must have labels to be stacked, got none");
  if (data.labels->parts != 1)
    throw Error(ErrorKind::kMismatch, "labels must be one number each to be stacked, got " +
                                          std::to_string(data.labels->parts) +
                                          " parts; stack other images");
  const int64_t classes = data.labels->classes();
  if (classes * classes * classes > kMaxClasses || data.count() > kMaxDrawn)
    throw Error(ErrorKind::kMismatch, "at most 40 classes and 2^32 images can be stacked, got " +
                                          std::to_string(classes) + " classes and " +
                                          std::to_string(data.count()) +
                                          " images; stack other images");
  constexpr int64_t kLabelBytes = 48;  // with the draws
  const auto each = static_cast<uint64_t>(shape.pixels() * kStackedChannels + kLabelBytes);
  if (static_cast<uint64_t>(count) > memory_to_spare() / each)
    throw Error(ErrorKind::kTooLarge, "at most " + std::to_string(memory_to_spare() / each) +
                                          " stacked images fit into this machine's memory, got " +
                                          std::to_string(count) + "; ask for fewer");
}

// returns  int64 [3, count]: the images for each channel
torch::Tensor draw_images(int64_t images, int64_t count, int64_t seed) {
  torch::Tensor drawn = torch::empty({kStackedChannels, count}, torch::kInt64);
  auto places = drawn.accessor<int64_t, 2>();
  for (int64_t i = 0; i < count; ++i) {
    Random random(static_cast<uint64_t>(seed), Stream::kStack, static_cast<uint64_t>(i));
    for (int64_t channel = 0; channel < kStackedChannels; ++channel)
      places[channel][i] = static_cast<int64_t>(random.below(static_cast<uint64_t>(images)));
  }
  return drawn;
}

Images gather(const Images& grey, const torch::Tensor& drawn) {
  const ImageShape shape = grey.shape();
  const int64_t count = drawn.size(1);
  Images stacked;
  stacked.pixels =
      torch::empty({count, kStackedChannels, shape.height, shape.width}, torch::kUInt8);
  for (int64_t first = 0; first < count; first += kBlock) {
    const int64_t size = std::min(kBlock, count - first);
    for (int64_t channel = 0; channel < kStackedChannels; ++channel)
      stacked.pixels.narrow(0, first, size)
          .select(1, channel)
          .copy_(grey.pixels.select(1, 0).index_select(0, drawn[channel].narrow(0, first, size)));
    if (grey.file)
      grey.file->count_random_reads(static_cast<uint64_t>(size * kStackedChannels),
                                    static_cast<uint64_t>(shape.pixels()));
  }
  stacked.crc32 = checksum_pixels(stacked.pixels);
  return stacked;
}

bool is_whole_number(const std::string& name) {
  const auto is_digit = [](char letter) { return letter >= '0' && letter <= '9'; };
  return !name.empty() && std::all_of(name.begin(), name.end(), is_digit) &&
         (name == "0" || name.front() != '0');
}

// Labels of parts are stored as numbers, so other names would not be found again.
std::vector<std::string> name_parts(const Labels& labels) {
  if (std::all_of(labels.names.begin(), labels.names.end(), is_whole_number)) return labels.names;
  std::vector<std::string> names;
  for (int64_t index = 0; index < labels.classes(); ++index) names.push_back(std::to_string(index));
  return names;
}

Labels combine(const Labels& labels, const torch::Tensor& drawn) {
  Labels stacked;
  stacked.parts = kStackedChannels;
  stacked.values = torch::zeros({drawn.size(1)}, torch::kInt64);
  for (int64_t channel = 0; channel < kStackedChannels; ++channel)
    stacked.values.mul_(labels.classes()).add_(labels.values.index_select(0, drawn[channel]));
  const std::vector<std::string> names = name_parts(labels);
  for (const std::string& first : names)
    for (const std::string& second : names)
      for (const std::string& third : names)
        stacked.names.push_back(first + " " + second + " " + third);
  stacked.crc32 = checksum_labels(stacked.values);
  return stacked;
}

}  // namespace

DataSet stack_images(const DataSet& data, int64_t count, int64_t seed) {
  check_can_be_stacked(data, count);
  const torch::Tensor drawn = draw_images(data.count(), count, seed);
  return {gather(data.images, drawn), combine(*data.labels, drawn)};
}

}  // namespace gan
