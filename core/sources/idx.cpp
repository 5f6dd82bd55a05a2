#include "core/sources/idx.h"

#include <string>
#include <string_view>

#include "core/base/errors.h"
#include "core/base/file.h"
#include "core/base/limits.h"
#include "core/sources/gzip_file.h"
#include "core/sources/stored_set.h"

namespace gan {
namespace {

namespace fs = std::filesystem;

// What a file may hold: images or labels, of unsigned bytes, or QMNIST's table of labels, of 32-bit
// integers.
struct Kind {
  const char* name;
  uint32_t magic;
  size_t dimensions;
  uint64_t bytes_each;  // of a number

  size_t header_bytes() const { return 4 + 4 * dimensions; }
};
constexpr Kind kImages{"images", 0x00000803, 3, 1};
constexpr Kind kLabels{"labels", 0x00000801, 1, 1};
constexpr Kind kLabelTable{"labels", 0x00000C02, 2, 4};
constexpr size_t kLongestHeader = 16;

constexpr uint32_t kTableColumns = 8;

uint32_t read_big_endian(std::string_view bytes, size_t offset) {
  uint32_t value = 0;
  for (size_t i = 0; i < 4; ++i) value = value << 8 | static_cast<unsigned char>(bytes[offset + i]);
  return value;
}

// The kind that a file of labels is by its magic number.
const Kind& choose_label_kind(std::string_view header) {
  const bool is_table = header.size() >= 4 && read_big_endian(header, 0) == kLabelTable.magic;
  return is_table ? kLabelTable : kLabels;
}

[[noreturn]] void throw_wrong_magic(const std::string& where, const Kind& kind, uint32_t magic) {
  const std::string what = where + ": not an IDX file of " + kind.name +
                           ": the magic number must be " + std::to_string(kind.magic) + ", got " +
                           std::to_string(magic);
  for (const Kind& other : {kImages, kLabels, kLabelTable})
    if (magic == other.magic)
      throw Error(ErrorKind::kMismatch,
                  what + ", that of " + other.name + "; name a file of " + kind.name);
  constexpr uint32_t kNpy = 0x934E554D;  // "\x93NUM"
  if (magic == kNpy)
    throw Error(ErrorKind::kMismatch, what + ", that of a zipped .npy file; unpack it");
  constexpr uint32_t kTypes = 0x08, kTypesEnd = 0x0F;  // of numbers, in the third byte
  const uint32_t type = magic >> 8;
  if (type >= kTypes && type < kTypesEnd)
    throw Error(ErrorKind::kMismatch, what + ", that of " + std::to_string(magic & 0xFF) +
                                          " dimensions of numbers of type " + std::to_string(type) +
                                          "; convert it to an .npy file of bytes");
  throw DamagedError(what);
}

// The sizes after the magic number: [N, H, W] or [N] or [N, 8].
std::vector<int64_t> parse_sizes(std::string_view header, const std::string& where,
                                 const Kind& kind) {
  if (header.size() >= 4) {
    const uint32_t magic = read_big_endian(header, 0);
    if (magic != kind.magic) throw_wrong_magic(where, kind, magic);
  }
  if (header.size() < kind.header_bytes())
    throw DamagedError(where + ": truncated: an IDX header needs " +
                       std::to_string(kind.header_bytes()) + " bytes, got " +
                       std::to_string(header.size()));
  std::vector<int64_t> sizes;
  for (size_t i = 0; i < kind.dimensions; ++i) sizes.push_back(read_big_endian(header, 4 + 4 * i));
  if (sizes[0] == 0) throw DamagedError(where + ": holds no " + kind.name);
  const auto is_side = [](int64_t side) { return side >= 1 && side <= kMaxSide; };
  if (sizes.size() == 3 && (!is_side(sizes[1]) || !is_side(sizes[2])))
    throw DamagedError(where + ": height and width must be in [1, 4096], got " +
                       std::to_string(sizes[1]) + " x " + std::to_string(sizes[2]));
  if (sizes.size() == 2 && sizes[1] != kTableColumns)
    throw DamagedError(where + ": a table of labels must have " + std::to_string(kTableColumns) +
                       " columns, got " + std::to_string(sizes[1]));
  return sizes;
}

// The file size in bytes that the header implies, header included. It fits: see kMaxSide.
uint64_t needed_bytes(const std::vector<int64_t>& sizes, const Kind& kind) {
  uint64_t bytes = kind.bytes_each;
  for (const int64_t size : sizes) bytes *= static_cast<uint64_t>(size);
  return kind.header_bytes() + bytes;
}

void check_size(const std::string& where, const Kind& kind, const std::vector<int64_t>& sizes,
                uint64_t got) {
  const uint64_t needed = needed_bytes(sizes, kind);
  if (got != needed)
    throw DamagedError(where + (got < needed ? ": truncated: " : ": extra bytes at the end: ") +
                       std::to_string(sizes[0]) + " " + kind.name + " need " +
                       std::to_string(needed) + " bytes, got " + std::to_string(got));
}

// The numbers of a file, as bytes [N, ...]; of a table, each is four.
struct Stored {
  Kind kind;
  std::vector<int64_t> sizes;
  torch::Tensor bytes;
  std::shared_ptr<MappedFile> file = nullptr;
};

Stored read_gzip(const fs::path& path, bool is_labels) {
  const std::string where = path.string();
  GzipFile file(path);
  std::string bytes(kLongestHeader, '\0');
  bytes.resize(file.read(bytes.data(), bytes.size()));
  const Kind kind = is_labels ? choose_label_kind(bytes) : kImages;
  const std::vector<int64_t> sizes = parse_sizes(bytes, where, kind);
  const uint64_t needed = needed_bytes(sizes, kind);
  // A header must not make us reserve more memory than the compressed bytes can fill.
  const uint64_t most = file.compressed_size() * kMaxInflation;
  if (needed > most + kind.header_bytes()) check_size(where, kind, sizes, most);
  if (needed > memory_to_spare())
    throw Error(ErrorKind::kTooLarge, where + ": too large for this machine's memory: at most " +
                                          std::to_string(memory_to_spare()) +
                                          " bytes are read, got " + std::to_string(needed) +
                                          "; unpack it: a raw file need not fit");
  const size_t begun = bytes.size();
  // Reading one byte more finds extra bytes, and checks the checksum.
  bytes.resize(std::max<size_t>(needed, begun) + 1);
  const size_t got = begun + file.read(bytes.data() + begun, bytes.size() - begun);
  check_size(where, kind, sizes, got);
  const auto size = static_cast<int64_t>(needed - kind.header_bytes());
  return {kind, sizes, view_bytes(std::move(bytes), kind.header_bytes(), {size})};
}

Stored map_raw(const fs::path& path, bool is_labels) {
  const auto file = std::make_shared<MappedFile>(path);
  const std::string_view bytes = file->bytes();
  const Kind kind = is_labels ? choose_label_kind(bytes) : kImages;
  const std::vector<int64_t> sizes = parse_sizes(bytes, path.string(), kind);
  check_size(path.string(), kind, sizes, bytes.size());
  const auto size = static_cast<int64_t>(bytes.size() - kind.header_bytes());
  return {kind, sizes, view_file(file, kind.header_bytes(), {size}), file};
}

// By its name, too: a damaged one is not to be taken for a raw file.
bool is_gzip(const fs::path& file) {
  if (file.extension() == ".gz") return true;
  std::string head(2, '\0');
  return InputFile(file).read(head.data(), head.size()) == head.size() && head == "\x1f\x8b";
}

Stored open_idx(const fs::path& path, bool is_labels, const OnChoice& on_choice) {
  const fs::path file = find_idx_file(path, on_choice);
  try {
    return is_gzip(file) ? read_gzip(file, is_labels) : map_raw(file, is_labels);
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::kDamaged) throw;
    throw error.with_remedy("get the file again");
  }
}

}  // namespace

Images open_idx_images(const fs::path& path, const OnChoice& on_choice) {
  const Stored stored = open_idx(path, false, on_choice);
  return {stored.bytes.view({stored.sizes[0], 1, stored.sizes[1], stored.sizes[2]}), 0,
          stored.file};
}

torch::Tensor read_idx_numbers(const fs::path& path, const OnChoice& on_choice) {
  const Stored stored = open_idx(path, true, on_choice);
  const auto count = stored.sizes[0];
  if (stored.kind.dimensions == 1) return stored.bytes.to(torch::kInt64);
  torch::Tensor numbers = torch::empty({count}, torch::kInt64);
  const std::string_view bytes(static_cast<const char*>(stored.bytes.data_ptr()),
                               stored.bytes.nbytes());
  for (int64_t row = 0; row < count; ++row)
    numbers.data_ptr<int64_t>()[row] = static_cast<int32_t>(
        read_big_endian(bytes, static_cast<size_t>(row) * kTableColumns * sizeof(uint32_t)));
  return numbers;
}

DataSet read_idx_set(const fs::path& images, const fs::path& labels, const Config::Data& options,
                     const ReadHooks& hooks) {
  return make_data_set(open_idx_images(images, hooks.on_choice), images, labels, std::nullopt,
                       options, hooks);
}

}  // namespace gan
