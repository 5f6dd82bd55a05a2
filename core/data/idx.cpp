#include "core/data/idx.h"

#include <algorithm>
#include <string>

#include "core/base/errors.h"
#include "core/base/file.h"
#include "core/base/limits.h"
#include "core/data/gzip_file.h"

namespace gan {
namespace {

namespace fs = std::filesystem;

// The two kinds of file: images or labels, both of unsigned bytes.
struct Kind {
  const char* name;
  uint32_t magic;
  size_t dimensions;

  size_t header_bytes() const { return 4 + 4 * dimensions; }
};
constexpr Kind kImages{"images", 0x00000803, 3};
constexpr Kind kLabels{"labels", 0x00000801, 1};

constexpr uint64_t kMaxFileBytes = uint64_t{1} << 36;

uint32_t read_big_endian(const std::string& bytes, size_t offset) {
  uint32_t value = 0;
  for (size_t i = 0; i < 4; ++i) value = value << 8 | static_cast<unsigned char>(bytes[offset + i]);
  return value;
}

[[noreturn]] void throw_wrong_magic(const std::string& where, const Kind& kind, uint32_t magic) {
  std::string what = where + ": not an IDX file of " + kind.name + ": the magic number must be " +
                     std::to_string(kind.magic) + ", got " + std::to_string(magic);
  for (const Kind& other : {kImages, kLabels})
    if (magic == other.magic) what.append(", that of ").append(other.name);
  throw DamagedError(what);
}

// The file size in bytes that the header implies, header included.
uint64_t check_header(const std::string& header, const std::string& where, const Kind& kind) {
  if (header.size() < kind.header_bytes())
    throw DamagedError(where + ": truncated: an IDX header needs " +
                       std::to_string(kind.header_bytes()) + " bytes, got " +
                       std::to_string(header.size()));
  const uint32_t magic = read_big_endian(header, 0);
  if (magic != kind.magic) throw_wrong_magic(where, kind, magic);
  const uint64_t count = read_big_endian(header, 4);
  if (count == 0) throw DamagedError(where + ": holds no " + kind.name);
  if (kind.dimensions == 1) return kind.header_bytes() + count;
  const uint64_t height = read_big_endian(header, 8);
  const uint64_t width = read_big_endian(header, 12);
  for (const uint64_t side : {height, width}) {
    if (side == 0 || side > kMaxSide)
      throw DamagedError(where + ": height and width must be in [1, 4096], got " +
                         std::to_string(height) + " x " + std::to_string(width));
  }
  return kind.header_bytes() + count * height * width;
}

[[noreturn]] void throw_wrong_size(const std::string& where, const Kind& kind,
                                   const std::string& header, uint64_t needed, uint64_t got) {
  throw DamagedError(where + (got < needed ? ": truncated: " : ": extra bytes at the end: ") +
                     std::to_string(read_big_endian(header, 4)) + " " + kind.name + " need " +
                     std::to_string(needed) + " bytes, got " + std::to_string(got));
}

std::string read_gzip(const fs::path& path, const Kind& kind) {
  const std::string where = path.string();
  GzipFile file(path);
  std::string bytes(kind.header_bytes(), '\0');
  bytes.resize(file.read(bytes.data(), bytes.size()));
  const uint64_t needed = check_header(bytes, where, kind);
  // A header must not make us reserve more memory than the compressed bytes can fill.
  const uint64_t most = file.compressed_size() * kMaxInflation;
  if (needed > most + kind.header_bytes()) throw_wrong_size(where, kind, bytes, needed, most);
  if (needed > memory_to_spare())
    throw Error(ErrorKind::kTooLarge, where + ": too large for this machine's memory: at most " +
                                          std::to_string(memory_to_spare()) +
                                          " bytes are read, got " + std::to_string(needed));
  const size_t header = bytes.size();
  bytes.resize(needed + 1);  // reading one byte more finds extra bytes and checks the checksum
  const size_t got = header + file.read(bytes.data() + header, bytes.size() - header);
  if (got != needed) throw_wrong_size(where, kind, bytes, needed, got);
  bytes.resize(needed);
  return bytes;
}

std::string read_raw(const fs::path& path, const Kind& kind) {
  std::string bytes = read_file(path, kMaxFileBytes);
  const uint64_t needed = check_header(bytes, path.string(), kind);
  if (bytes.size() != needed) throw_wrong_size(path.string(), kind, bytes, needed, bytes.size());
  return bytes;
}

// All bytes of the file, header included; their number agrees with the header.
std::string read_idx(const fs::path& path, const Kind& kind, const OnChoice& on_choice) {
  const fs::path file = find_idx_file(path, on_choice);
  return file.extension() == ".gz" ? read_gzip(file, kind) : read_raw(file, kind);
}

torch::Tensor to_tensor(std::string_view values, at::IntArrayRef shape) {
  torch::Tensor tensor = torch::empty(shape, torch::kUInt8);
  std::copy(values.begin(), values.end(), static_cast<char*>(tensor.data_ptr()));
  return tensor;
}

}  // namespace

Images read_idx_images(const fs::path& path, const OnChoice& on_choice) {
  const std::string bytes = read_idx(path, kImages, on_choice);
  const std::string_view pixels = std::string_view(bytes).substr(kImages.header_bytes());
  const int64_t count = read_big_endian(bytes, 4);
  const int64_t height = read_big_endian(bytes, 8);
  const int64_t width = read_big_endian(bytes, 12);
  return {to_tensor(pixels, {count, 1, height, width}), crc32_of(pixels)};
}

Labels read_idx_labels(const fs::path& path, const OnChoice& on_choice) {
  const std::string bytes = read_idx(path, kLabels, on_choice);
  const std::string_view values = std::string_view(bytes).substr(kLabels.header_bytes());
  return make_labels(to_tensor(values, {static_cast<int64_t>(values.size())}));
}

}  // namespace gan
