#include "core/data/idx.h"

#include <zlib.h>

#include <algorithm>
#include <memory>
#include <string>

#include "core/base/errors.h"
#include "core/base/file.h"
#include "core/base/limits.h"

namespace gan {
namespace {

namespace fs = std::filesystem;

// A file of images or of labels: unsigned bytes in so many dimensions.
struct Kind {
  const char* name;
  uint32_t magic;
  size_t dimensions;

  size_t header_bytes() const { return 4 + 4 * dimensions; }
};
constexpr Kind kImages{"images", 0x00000803, 3};
constexpr Kind kLabels{"labels", 0x00000801, 1};

constexpr uint32_t kMaxSide = 4096;
constexpr uint64_t kMaxFileBytes = uint64_t{1} << 36;
const char* const kRemedy = "; fetch it again with scripts/fetch_mnist";

uint32_t read_big_endian(const std::string& bytes, size_t offset) {
  uint32_t value = 0;
  for (size_t i = 0; i < 4; ++i) value = value << 8 | static_cast<unsigned char>(bytes[offset + i]);
  return value;
}

[[noreturn]] void throw_wrong_magic(const std::string& where, const Kind& kind, uint32_t magic) {
  std::string what = where + ": not an IDX file of " + kind.name + ": the magic number must be " +
                     std::to_string(kind.magic) + ", got " + std::to_string(magic);
  for (const Kind& other : {kImages, kLabels})
    if (magic == other.magic) what += std::string(", that of ") + other.name;
  throw Error(what);
}

// Bytes that the header promises, header included.
uint64_t check_header(const std::string& header, const std::string& where, const Kind& kind) {
  if (header.size() < kind.header_bytes())
    throw Error(where + ": truncated: an IDX header needs " + std::to_string(kind.header_bytes()) +
                " bytes, got " + std::to_string(header.size()) + kRemedy);
  const uint32_t magic = read_big_endian(header, 0);
  if (magic != kind.magic) throw_wrong_magic(where, kind, magic);
  const uint64_t count = read_big_endian(header, 4);
  if (count == 0) throw Error(where + ": holds no " + kind.name);
  if (kind.dimensions == 1) return kind.header_bytes() + count;
  const uint64_t height = read_big_endian(header, 8);
  const uint64_t width = read_big_endian(header, 12);
  for (const uint64_t side : {height, width}) {
    if (side == 0 || side > kMaxSide)
      throw Error(where + ": height and width must be in [1, 4096], got " + std::to_string(height) +
                  " x " + std::to_string(width));
  }
  return kind.header_bytes() + count * height * width;
}

[[noreturn]] void throw_wrong_size(const std::string& where, const Kind& kind,
                                   const std::string& header, uint64_t needed, uint64_t got) {
  throw Error(where + (got < needed ? ": truncated: " : ": bytes left over: ") +
              std::to_string(read_big_endian(header, 4)) + " " + kind.name + " need " +
              std::to_string(needed) + " bytes, got " + std::to_string(got) + kRemedy);
}

std::string read_gzip(const fs::path& path, const Kind& kind) {
  const std::string where = path.string();
  const std::string compressed = read_file(path, kMaxFileBytes);
  z_stream stream{};
  if (inflateInit2(&stream, 15 + 16) != Z_OK) throw std::bad_alloc();
  const std::unique_ptr<z_stream, int (*)(z_stream*)> end(&stream, inflateEnd);
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(compressed.data()));
  uint64_t left = compressed.size();  // avail_in is 32 bits

  std::string bytes(kind.header_bytes(), '\0');
  size_t filled = 0;
  uint64_t needed = 0;
  int status = Z_OK;
  const auto refill = [&] {
    if (stream.avail_in > 0) return true;
    stream.avail_in = static_cast<uInt>(std::min<uint64_t>(left, 1 << 30));
    left -= stream.avail_in;
    return stream.avail_in > 0;
  };
  const auto inflate_until_full = [&] {
    while (filled < bytes.size() && status == Z_OK) {
      refill();
      stream.next_out = reinterpret_cast<Bytef*>(bytes.data() + filled);
      stream.avail_out = static_cast<uInt>(std::min<size_t>(bytes.size() - filled, 1 << 30));
      const uInt before = stream.avail_out;
      status = inflate(&stream, Z_NO_FLUSH);
      filled += before - stream.avail_out;
      // A gzip file may have several members, one after the other.
      if (status == Z_STREAM_END && refill()) status = inflateReset(&stream);
    }
  };
  inflate_until_full();
  bytes.resize(filled);
  if (filled == 0 && status != Z_STREAM_END)
    throw Error(where + ": not a gzip file, or damaged" + kRemedy);
  needed = check_header(bytes, where, kind);
  // Memory only for what the compressed bytes can really hold.
  if (needed > compressed.size() * kMaxInflation + kind.header_bytes())
    throw_wrong_size(where, kind, bytes, needed, compressed.size() * kMaxInflation);
  if (needed > memory_to_spare())
    throw Error(where + ": too large for this machine's memory: at most " +
                std::to_string(memory_to_spare()) + " bytes are read, got " +
                std::to_string(needed));
  bytes.resize(needed + 1);  // one more, to see bytes left over
  inflate_until_full();
  if (status != Z_STREAM_END && filled <= needed)
    throw Error(where + ": damaged or truncated gzip data after " + std::to_string(filled) +
                " of " + std::to_string(needed) + " bytes" + kRemedy);
  if (filled != needed) throw_wrong_size(where, kind, bytes, needed, filled);
  bytes.resize(needed);
  return bytes;
}

std::string read_raw(const fs::path& path, const Kind& kind) {
  std::string bytes = read_file(path, kMaxFileBytes);
  const uint64_t needed = check_header(bytes, path.string(), kind);
  if (bytes.size() != needed) throw_wrong_size(path.string(), kind, bytes, needed, bytes.size());
  return bytes;
}

// The file's bytes, header included, in keeping with it.
std::string read_idx(const fs::path& path, const Kind& kind) {
  std::error_code ignored;
  const fs::path compressed = path.string() + ".gz";
  if (!has_idx_file(path))
    throw Error(
        path.string() + ": no such file, nor " + compressed.filename().string() +
        "; fetch MNIST with scripts/fetch_mnist, or name another folder with --data.folder");
  if (!fs::exists(path, ignored)) return read_gzip(compressed, kind);
  return path.extension() == ".gz" ? read_gzip(path, kind) : read_raw(path, kind);
}

torch::Tensor to_tensor(std::string_view values, at::IntArrayRef shape) {
  torch::Tensor tensor = torch::empty(shape, torch::kUInt8);
  std::copy(values.begin(), values.end(), static_cast<char*>(tensor.data_ptr()));
  return tensor;
}

}  // namespace

std::string describe_size(const Images& images) {
  return std::to_string(images.height()) + " x " + std::to_string(images.width());
}

bool has_idx_file(const fs::path& path) {
  std::error_code ignored;
  return fs::exists(path, ignored) || fs::exists(path.string() + ".gz", ignored);
}

Images read_idx_images(const fs::path& path) {
  const std::string bytes = read_idx(path, kImages);
  const std::string_view pixels = std::string_view(bytes).substr(kImages.header_bytes());
  const int64_t count = read_big_endian(bytes, 4);
  const int64_t height = read_big_endian(bytes, 8);
  const int64_t width = read_big_endian(bytes, 12);
  return {to_tensor(pixels, {count, height, width}), crc32_of(pixels)};
}

Labels read_idx_labels(const fs::path& path) {
  const std::string bytes = read_idx(path, kLabels);
  const std::string_view values = std::string_view(bytes).substr(kLabels.header_bytes());
  return {to_tensor(values, {static_cast<int64_t>(values.size())}), crc32_of(values)};
}

}  // namespace gan
