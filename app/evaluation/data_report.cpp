#include "app/evaluation/data_report.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "app/terminal/text.h"
#include "core/base/errors.h"
#include "core/base/file.h"

namespace gan {
namespace {

using DataJson = nlohmann::ordered_json;
using Rows = std::vector<std::vector<std::string>>;

constexpr size_t kMostClasses = 20;
constexpr size_t kMostFiles = 10;

struct KindName {
  const char* shown;
  const char* json;
};

KindName name_kind(SourceKind kind) {
  switch (kind) {
    case SourceKind::kIdx:
      return {"IDX file", "idx"};
    case SourceKind::kFolder:
      return {"folder of pictures", "folder"};
    case SourceKind::kZip:
      return {"zip archive of pictures", "zip"};
    case SourceKind::kNpy:
      return {".npy array", "npy"};
    case SourceKind::kNpz:
      return {".npz archive of arrays", "npz"};
  }
  return {"", ""};
}

std::string describe_channels(const PixelStatistics& pixels) {
  if (pixels.channel_means.size() == 1) return "1, grey";
  return "3, of means" + format(" %.4f,", pixels.channel_means[0]) +
         format(" %.4f,", pixels.channel_means[1]) + format(" %.4f", pixels.channel_means[2]);
}

void add_classes(Rows& rows, const Labels& labels) {
  const std::vector<int64_t> counts = count_by_class(labels);
  const auto [least, most] = std::minmax_element(counts.begin(), counts.end());
  rows.push_back({"labels", labels.parts == 1
                                ? "one a picture"
                                : std::to_string(labels.parts) + " parts, one for each channel"});
  rows.push_back({"labels' CRC-32", hexadecimal(labels.crc32)});
  rows.push_back({"classes", std::to_string(labels.classes()) + ", of " + std::to_string(*least) +
                                 " to " + std::to_string(*most) + " images"});
  for (size_t i = 0; i < std::min(counts.size(), kMostClasses); ++i)
    rows.push_back({"  " + printable(labels.names[i], 40), std::to_string(counts[i])});
  if (counts.size() > kMostClasses)
    rows.push_back({"  ...", std::to_string(counts.size() - kMostClasses) + " more"});
}

// A count of files, and a row for each of the first.
void add_files(Rows& rows, const std::string& name, const std::vector<std::string>& files) {
  if (files.empty()) return;
  rows.push_back({name, std::to_string(files.size()) + ", left out"});
  for (size_t i = 0; i < std::min(files.size(), kMostFiles); ++i) rows.push_back({"", files[i]});
  if (files.size() > kMostFiles)
    rows.push_back({"", "... " + std::to_string(files.size() - kMostFiles) + " more"});
}

std::string format_set(const DescribedSet& described) {
  const DataSet& data = described.set.data;
  const ImageShape shape = data.shape();
  const PixelStatistics& pixels = described.pixels;
  Rows rows = {
      {"kind", name_kind(described.set.kind).shown},
      {"images", std::to_string(data.count())},
      {"height x width", std::to_string(shape.height) + " x " + std::to_string(shape.width)},
      {"channels", describe_channels(pixels)},
      {"range", std::to_string(pixels.least) + " to " + std::to_string(pixels.most)},
      {"mean", format("%.4f", pixels.mean)},
      {"standard deviation", format("%.4f", pixels.deviation)},
      {"CRC-32", hexadecimal(data.images.crc32)}};
  if (data.labels)
    add_classes(rows, *data.labels);
  else
    rows.push_back({"labels", "none"});
  add_files(rows, "damaged pictures", described.set.damaged);
  add_files(rows, "other files", described.set.odd);
  for (auto& row : rows) row.front().insert(0, "  ");
  return printable(described.path.string()) +
         (described.role.empty() ? "" : ": " + described.role + " images") + "\n" +
         format_columns(rows);
}

DataJson describe_labels(const Labels& labels) {
  const std::vector<int64_t> counts = count_by_class(labels);
  DataJson classes = DataJson::array();
  for (size_t i = 0; i < counts.size(); ++i)
    classes.push_back({{"name", labels.names[i]}, {"count", counts[i]}});
  return {{"parts", labels.parts}, {"crc32", hexadecimal(labels.crc32)}, {"classes", classes}};
}

DataJson describe_files(const std::vector<std::string>& files) {
  const auto most = static_cast<std::ptrdiff_t>(std::min(files.size(), kMostFiles));
  return {{"count", files.size()},
          {"first", std::vector<std::string>(files.begin(), files.begin() + most)}};
}

DataJson describe_set(const DescribedSet& described) {
  const DataSet& data = described.set.data;
  const ImageShape shape = data.shape();
  const PixelStatistics& pixels = described.pixels;
  return {{"role", described.role.empty() ? DataJson(nullptr) : DataJson(described.role)},
          {"path", described.path.string()},
          {"kind", name_kind(described.set.kind).json},
          {"count", data.count()},
          {"height", shape.height},
          {"width", shape.width},
          {"channels", shape.channels},
          {"least", pixels.least},
          {"most", pixels.most},
          {"mean", pixels.mean},
          {"standard_deviation", pixels.deviation},
          {"channel_means", pixels.channel_means},
          {"crc32", hexadecimal(data.images.crc32)},
          {"labels", data.labels ? describe_labels(*data.labels) : DataJson(nullptr)},
          {"odd_files", describe_files(described.set.odd)},
          {"damaged", describe_files(described.set.damaged)}};
}

}  // namespace

std::string format_data_sets(const std::vector<DescribedSet>& sets) {
  std::string text;
  for (const DescribedSet& described : sets)
    text += (text.empty() ? "" : "\n") + format_set(described);
  return text;
}

std::string format_data_sets_as_json(const std::vector<DescribedSet>& sets) {
  DataJson all = DataJson::array();
  for (const DescribedSet& described : sets) all.push_back(describe_set(described));
  return DataJson({{"sets", all}}).dump(2, ' ', false, DataJson::error_handler_t::replace) + "\n";
}

}  // namespace gan
