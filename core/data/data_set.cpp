#include "core/data/data_set.h"

#include <algorithm>
#include <string_view>

#include "core/base/errors.h"
#include "core/base/file.h"

namespace gan {
namespace {

std::string_view bytes_of(const torch::Tensor& contiguous) {
  return {static_cast<const char*>(contiguous.data_ptr()), contiguous.nbytes()};
}

// The number of classes: numbers^parts.
int64_t count_classes(int64_t numbers, int64_t parts) {
  int64_t classes = 1;
  for (int64_t part = 0; part < parts; ++part) {
    classes *= numbers;
    if (classes > kMaxClasses)
      throw Error(ErrorKind::kDamaged,
                  "labels of at most " + std::to_string(kMaxClasses) +
                      " classes are possible, got " + std::to_string(numbers) + " numbers" +
                      (parts > 1 ? " in " + std::to_string(parts) + " parts" : std::string()) +
                      "; use other labels");
  }
  return classes;
}

// The numbers of a class's parts: those of index 123, of ten numbers, are the second, third and
// fourth.
std::string name_class(int64_t index, const torch::Tensor& numbers, int64_t parts) {
  std::string name;
  for (int64_t part = 0; part < parts; ++part, index /= numbers.size(0)) {
    const auto number = numbers[index % numbers.size(0)].item<int64_t>();
    name.insert(0, std::to_string(number) + (part == 0 ? "" : " "));
  }
  return name;
}

}  // namespace

Labels make_labels(const torch::Tensor& numbers) {
  const torch::Tensor table = numbers.to(torch::kInt64).reshape({numbers.size(0), -1}).contiguous();
  if (const auto least = table.min().item<int64_t>(); least < 0)
    throw DamagedError("labels must be at least 0, got " + std::to_string(least) +
                       "; number the classes from 0 or 1");
  Labels labels;
  labels.parts = table.size(1);
  const auto [values, places, ignored] = at::_unique2(table, /*sorted=*/true, /*inverse=*/true);
  const int64_t classes = count_classes(values.size(0), labels.parts);
  labels.values = torch::zeros({table.size(0)}, torch::kInt64);
  for (int64_t part = 0; part < labels.parts; ++part)
    labels.values.mul_(values.size(0)).add_(places.view_as(table).select(1, part));
  for (int64_t index = 0; index < classes; ++index)
    labels.names.push_back(name_class(index, values, labels.parts));
  labels.crc32 = checksum_labels(labels.values);
  return labels;
}

torch::Tensor find_examples(const Labels& labels, const torch::Tensor& wanted) {
  std::vector<std::vector<int64_t>> images(static_cast<size_t>(labels.classes()));
  const auto values = labels.values.accessor<int64_t, 1>();
  for (int64_t i = 0; i < values.size(0); ++i) images[static_cast<size_t>(values[i])].push_back(i);
  std::vector<size_t> taken(images.size());
  torch::Tensor examples = torch::empty_like(wanted);
  for (int64_t i = 0; i < wanted.size(0); ++i) {
    const auto of = static_cast<size_t>(wanted[i].item<int64_t>());
    examples[i] = images[of][taken[of]++ % images[of].size()];
  }
  return examples;
}

std::vector<int64_t> count_by_class(const Labels& labels) {
  std::vector<int64_t> counts(labels.names.size());
  const auto values = labels.values.accessor<int64_t, 1>();
  for (int64_t i = 0; i < values.size(0); ++i) ++counts[static_cast<size_t>(values[i])];
  return counts;
}

uint32_t checksum_labels(const torch::Tensor& values) {
  return crc32_of(bytes_of(values.contiguous()));
}

uint32_t checksum_pixels(const torch::Tensor& pixels, const OnBytes& on_bytes) {
  constexpr int64_t kBlockBytes = 4 << 20;
  const int64_t count = pixels.size(0);
  const int64_t bytes_each = pixels.numel() / std::max<int64_t>(1, count);
  const int64_t block = std::max<int64_t>(1, kBlockBytes / std::max<int64_t>(1, bytes_each));
  uint32_t crc32 = 0;
  for (int64_t first = 0; first < count; first += block) {
    const int64_t images = std::min(block, count - first);
    crc32 = crc32_of(bytes_of(pixels.narrow(0, first, images).contiguous()), crc32);
    if (on_bytes)
      on_bytes(static_cast<uint64_t>((first + images) * bytes_each),
               static_cast<uint64_t>(count * bytes_each));
  }
  return crc32;
}

torch::Tensor view_file(std::shared_ptr<MappedFile> file, uint64_t begin, at::IntArrayRef shape) {
  const char* const data = file->bytes().data() + begin;
  return torch::from_blob(
      const_cast<char*>(data), shape, [file = std::move(file)](void*) {}, torch::kUInt8);
}

torch::Tensor view_bytes(std::string bytes, uint64_t begin, at::IntArrayRef shape) {
  const auto kept = std::make_shared<std::string>(std::move(bytes));
  return torch::from_blob(
      kept->data() + begin, shape, [kept](void*) {}, torch::kUInt8);
}

}  // namespace gan
