#include "core/sources/source.h"

#include <algorithm>

#include "core/base/errors.h"
#include "core/base/file.h"
#include "core/formats/zip_file.h"
#include "core/pictures/jpeg.h"
#include "core/pictures/picture.h"
#include "core/pictures/png.h"
#include "core/sources/idx.h"
#include "core/sources/npy_set.h"
#include "core/sources/picture_list.h"
#include "core/sources/pictures.h"
#include "core/sources/stored_set.h"

namespace gan {
namespace {

namespace fs = std::filesystem;

constexpr uint64_t kMaxLabelFileBytes = uint64_t{1} << 26;
constexpr size_t kSignatureBytes = 8;

// The labels of those pictures that were read.
// path  of the folder or archive
std::optional<StoredLabels> choose_labels(const PictureList& list, const Pictures& pictures,
                                          const fs::path& path, const fs::path& labels,
                                          const OnChoice& on_choice) {
  if (labels.empty() && list.classes.empty()) return std::nullopt;
  StoredLabels stored = labels.empty() ? StoredLabels{torch::tensor(list.classes, torch::kInt64),
                                                      list.class_names, path}
                                       : read_stored_labels(labels, on_choice);
  check_count(stored, static_cast<int64_t>(list.names.size()));
  if (!pictures.damaged.empty())
    stored.numbers = stored.numbers.index_select(0, torch::tensor(pictures.numbers, torch::kInt64));
  return stored;
}

// path  of the folder or archive
// read  reads a file in it, of at most so many bytes
template <class Read>
ReadDataSet read_listed(SourceKind kind, PictureList list, const fs::path& path,
                        const fs::path& labels, const Config::Data& options, const ReadHooks& hooks,
                        const Read& read) {
  const auto name_at = [&](int64_t number) -> const std::string& {
    return list.names[static_cast<size_t>(number)];
  };
  const PictureSource source{path.string(), static_cast<int64_t>(list.names.size()),
                             [&](int64_t number) { return printable(name_at(number), 100); },
                             [&](int64_t number) { return read(name_at(number)); }};
  Pictures pictures = read_pictures(source, options, hooks);
  const std::optional<StoredLabels> stored =
      options.labels ? choose_labels(list, pictures, path, labels, hooks.on_choice) : std::nullopt;
  Config::Data as_they_are = options;  // the pictures are prepared already
  as_they_are.channels = ChannelOption::kAuto;
  as_they_are.size = 0;
  as_they_are.transpose = false;
  Images images;
  images.pixels = std::move(pictures.pixels);
  return {make_data_set(std::move(images), path, {}, stored, as_they_are, hooks), kind,
          std::move(list.odd), std::move(pictures.damaged)};
}

ReadDataSet read_folder(const fs::path& path, const fs::path& labels, const Config::Data& options,
                        const ReadHooks& hooks) {
  PictureList list = list_pictures(
      list_files(path),
      [&](const std::string& name) { return read_file(path / name, kMaxLabelFileBytes); },
      path.string());
  return read_listed(
      SourceKind::kFolder, std::move(list), path, labels, options, hooks,
      [&](const std::string& name) { return read_file(path / name, kMaxPictureBytes); });
}

ReadDataSet read_zip(const ZipFile& zip, const fs::path& labels, const Config::Data& options,
                     const ReadHooks& hooks) {
  std::vector<std::string> names;
  for (const ZipFile::Entry& entry : zip.entries()) names.push_back(entry.name);
  const auto read = [&](const std::string& name, uint64_t max_bytes) {
    return zip.read(zip.find(name).value(), max_bytes);
  };
  PictureList list = list_pictures(
      std::move(names), [&](const std::string& name) { return read(name, kMaxLabelFileBytes); },
      zip.path().string());
  return read_listed(SourceKind::kZip, std::move(list), zip.path(), labels, options, hooks,
                     [&](const std::string& name) { return read(name, kMaxPictureBytes); });
}

// Whether an archive is NumPy's: all that it holds are arrays.
bool is_npz(const ZipFile& zip) {
  const auto is_array = [](const ZipFile::Entry& entry) {
    const size_t size = entry.name.size();
    return size > 4 && entry.name.compare(size - 4, 4, ".npy") == 0;
  };
  return !zip.entries().empty() &&
         std::all_of(zip.entries().begin(), zip.entries().end(), is_array);
}

// Whether a file may be IDX, whose first two bytes are 0, or gzipped; of others it is said what
// they should be, rather than which number IDX begins with.
bool may_be_idx(const std::string& head) {
  const std::string begin = head.substr(0, 2);
  return begin.size() < 2 || begin == std::string(2, '\0') || begin == "\x1f\x8b";
}

}  // namespace

ReadDataSet read_data_set(const fs::path& path, const fs::path& given_labels,
                          const Config::Data& options, const ReadHooks& hooks) {
  const fs::path labels = options.labels ? given_labels : fs::path();
  const fs::path file = find_idx_file(path);
  std::error_code ignored;
  if (fs::is_directory(file, ignored)) return read_folder(path, labels, options, hooks);
  std::string head(kSignatureBytes, '\0');
  head.resize(InputFile(file).read(head.data(), head.size()));
  if (head.rfind("\x93NUMPY", 0) == 0)
    return {read_npy_set(file, labels, options, hooks), SourceKind::kNpy, {}, {}};
  if (head.rfind("PK\x03\x04", 0) == 0 || head.rfind("PK\x05\x06", 0) == 0) {
    const ZipFile zip(file);
    if (!is_npz(zip)) return read_zip(zip, labels, options, hooks);
    return {read_npz_set(file, labels, options, hooks), SourceKind::kNpz, {}, {}};
  }
  if (is_png(head) || is_jpeg(head))
    throw Error(file.string() + ": must be a data set, got a single picture; name its folder");
  if (!may_be_idx(head) && file.extension() != ".gz")
    throw DamagedError(file.string() +
                       ": must be an IDX, .npy or .npz file or a zip archive, got " +
                       "a file that begins with \"" + printable(head) + "\"" +
                       "; name one, or a folder of pictures");
  return {read_idx_set(path, labels, options, hooks), SourceKind::kIdx, {}, {}};
}

}  // namespace gan
