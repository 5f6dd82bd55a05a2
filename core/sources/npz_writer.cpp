// write_npz() of npy_set.h.
#include <algorithm>
#include <charconv>

#include "core/base/file.h"
#include "core/formats/npy.h"
#include "core/formats/zip_writer.h"
#include "core/sources/npy_set.h"

namespace gan {
namespace {

// The numbers of a class's name, "7" or "7 0 3"; empty if it is not made of numbers.
std::vector<int64_t> parse_numbers(const std::string& name, int64_t parts) {
  std::vector<int64_t> numbers;
  std::string again;
  const char* const end = name.data() + name.size();
  for (const char* at = name.data(); at < end; ++at) {
    int64_t number = 0;
    at = std::from_chars(at, end, number).ptr;
    numbers.push_back(number);
    again += (again.empty() ? "" : " ") + std::to_string(number);
  }
  const bool is_same = again == name && static_cast<int64_t>(numbers.size()) == parts;
  return is_same ? numbers : std::vector<int64_t>();
}

// Whether the numbers alone, without names, make the same labels.
bool is_read_again(const torch::Tensor& numbers, const Labels& labels) {
  return numbers.min().item<int64_t>() >= 0 && make_labels(numbers).names == labels.names;
}

struct WrittenLabels {
  torch::Tensor numbers;  // int64 [N] or [N, parts]
  bool has_names;         // the numbers are indices of classes
};

WrittenLabels choose_numbers(const Labels& labels) {
  std::vector<int64_t> table;
  for (const std::string& name : labels.names) {
    const std::vector<int64_t> numbers = parse_numbers(name, labels.parts);
    if (numbers.empty()) return {labels.values, true};
    table.insert(table.end(), numbers.begin(), numbers.end());
  }
  const torch::Tensor numbers = torch::tensor(table, torch::kInt64)
                                    .view({labels.classes(), labels.parts})
                                    .index_select(0, labels.values);
  if (labels.parts > 1) return {numbers, false};
  return is_read_again(numbers.squeeze(1), labels) ? WrittenLabels{numbers.squeeze(1), false}
                                                   : WrittenLabels{labels.values, true};
}

std::string_view view_tensor(const torch::Tensor& contiguous) {
  return {static_cast<const char*>(contiguous.data_ptr()), contiguous.nbytes()};
}

void produce_images(const Images& images, const ZipWriter::Sink& sink, const OnBytes& on_bytes) {
  const ImageShape shape = images.shape();
  std::vector<int64_t> sides = {shape.height, shape.width};
  if (shape.channels != 1) sides.push_back(shape.channels);
  sink(format_npy_header("|u1", images.count(), sides));
  const int64_t block = std::max<int64_t>(1, (4 << 20) / shape.values());
  const auto bytes = [&](int64_t count) { return static_cast<uint64_t>(count * shape.values()); };
  for (int64_t first = 0; first < images.count(); first += block) {
    const int64_t count = std::min(block, images.count() - first);
    sink(view_tensor(images.pixels.narrow(0, first, count).permute({0, 2, 3, 1}).contiguous()));
    if (images.file) images.file->count_read(bytes(count));
    on_bytes(bytes(first + count), bytes(images.count()));
  }
}

}  // namespace

void write_npz(const std::filesystem::path& path, const DataSet& data, const OnBytes& on_bytes) {
  AtomicFile file(path);
  ZipWriter zip(file);
  uint64_t before = 0;  // bytes of the passes that are over: there are two
  zip.add("images.npy", [&](const ZipWriter::Sink& sink) {
    produce_images(data.images, sink, [&](uint64_t done, uint64_t total) {
      if (on_bytes) on_bytes(before + done, 2 * total);
      if (done == total) before += total;
    });
  });
  if (data.labels) {
    const WrittenLabels labels = choose_numbers(*data.labels);
    const torch::Tensor numbers = labels.numbers.contiguous();
    const std::vector<int64_t> parts(static_cast<size_t>(numbers.dim() - 1), data.labels->parts);
    zip.add("labels.npy", [&](const ZipWriter::Sink& sink) {
      sink(format_npy_header("<i8", numbers.size(0), parts));
      sink(view_tensor(numbers));
    });
    if (labels.has_names)
      zip.add("classes.npy", [names = format_npy_texts(data.labels->names)](
                                 const ZipWriter::Sink& sink) { sink(names); });
  }
  zip.finish();
  file.commit();
}

}  // namespace gan
