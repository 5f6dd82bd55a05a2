#include "core/sources/npy_set.h"

#include "core/base/errors.h"
#include "core/base/file.h"
#include "core/formats/npy.h"
#include "core/formats/zip_file.h"

namespace gan {
namespace {

namespace fs = std::filesystem;

constexpr uint64_t kMaxArrayBytes = uint64_t{1} << 40;  // of an entry; the memory is the limit
const std::string kEnd = ".npy";

// The array of that name, or the only one, whatever its name; nullopt if there is neither.
std::optional<size_t> find_array(const ZipFile& zip, const std::string& name) {
  const std::optional<size_t> found = zip.find(name + kEnd);
  if (found || zip.entries().size() != 1) return found;
  return 0;
}

std::string name_array(const ZipFile& zip, size_t entry) {
  return zip.path().string() + ": " + zip.entries()[entry].name;
}

[[noreturn]] void throw_no_array(const ZipFile& zip, const std::string& name) {
  std::string names;
  for (const ZipFile::Entry& entry : zip.entries())
    names += (names.empty() ? "" : ", ") + entry.name;
  throw DamagedError(zip.path().string() + ": must hold an array " + name +
                     ", or a single one, got " +
                     (names.empty() ? "nothing" : printable(names, 80)) +
                     "; write it with numpy.savez(" + name + "=...)");
}

// where   the file, or the file and the array in it
// view    makes a tensor of the bytes from an offset on
template <class View>
Images make_images(std::string_view bytes, const std::string& where, const View& view) {
  const NpyImages images = parse_npy_images(bytes, where);
  if (images.is_float32)
    throw DamagedError(where + ": a data set's type must be uint8 (|u1), got float32 (<f4)" +
                       "; scale them to 0 .. 255 and convert them with astype()");
  return {view(images.data_begin, images.stored).permute({0, 3, 1, 2})};
}

std::optional<StoredLabels> find_labels(const ZipFile& zip) {
  const std::optional<size_t> entry = zip.find("labels" + kEnd);
  if (!entry) return std::nullopt;
  StoredLabels labels{parse_npy_integers(zip.read(*entry, kMaxArrayBytes), name_array(zip, *entry)),
                      {},
                      zip.path()};
  if (const std::optional<size_t> names = zip.find("classes" + kEnd))
    labels.classes = parse_npy_texts(zip.read(*names), name_array(zip, *names));
  return labels;
}

}  // namespace

DataSet read_npy_set(const fs::path& path, const fs::path& labels, const Config::Data& options,
                     const ReadHooks& hooks) {
  const auto file = std::make_shared<MappedFile>(path);
  Images images = make_images(file->bytes(), path.string(), [&](uint64_t begin, const auto& shape) {
    return view_file(file, begin, shape);
  });
  images.file = file;
  return make_data_set(std::move(images), path, labels, std::nullopt, options, hooks);
}

DataSet read_npz_set(const fs::path& path, const fs::path& labels, const Config::Data& options,
                     const ReadHooks& hooks) {
  const ZipFile zip(path);
  const std::optional<size_t> entry = find_array(zip, "images");
  if (!entry) throw_no_array(zip, "images");
  std::string bytes = zip.read(*entry, kMaxArrayBytes);
  Images images =
      make_images(bytes, name_array(zip, *entry), [&](uint64_t begin, const auto& shape) {
        return view_bytes(std::move(bytes), begin, shape);
      });
  const bool has_own = options.labels && labels.empty();
  const std::optional<StoredLabels> own = has_own ? find_labels(zip) : std::nullopt;
  return make_data_set(std::move(images), path, labels, own, options, hooks);
}

torch::Tensor read_npy_numbers(const fs::path& path) {
  return parse_npy_integers(read_file(path, kMaxArrayBytes), path.string());
}

StoredLabels read_npz_labels(const fs::path& path) {
  const ZipFile zip(path);
  if (const std::optional<StoredLabels> labels = find_labels(zip)) return *labels;
  const std::optional<size_t> entry = find_array(zip, "labels");
  if (!entry) throw_no_array(zip, "labels");
  return {parse_npy_integers(zip.read(*entry, kMaxArrayBytes), name_array(zip, *entry)), {}, path};
}

}  // namespace gan
