#include "core/data/idx.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <memory>
#include <string>

#include "core/base/errors.h"
#include "core/base/file.h"

namespace gan {
namespace {

namespace fs = std::filesystem;

constexpr size_t kHeaderBytes = 16;
constexpr uint32_t kMagicOfImages = 0x00000803;  // unsigned bytes, three dimensions
constexpr uint32_t kMaxSide = 4096;
constexpr uint64_t kMaxFileBytes = uint64_t{1} << 36;
constexpr uint64_t kMaxInflation = 1032;  // deflate cannot do more
const char* const kRemedy = "; fetch it again with scripts/fetch_mnist";

uint32_t read_big_endian(const std::string& bytes, size_t offset) {
  uint32_t value = 0;
  for (size_t i = 0; i < 4; ++i) value = value << 8 | static_cast<unsigned char>(bytes[offset + i]);
  return value;
}

// Bytes that the header promises, header included.
uint64_t check_header(const std::string& header, const std::string& where) {
  if (header.size() < kHeaderBytes)
    throw Error(where + ": truncated: an IDX header needs 16 bytes, got " +
                std::to_string(header.size()) + kRemedy);
  const uint32_t magic = read_big_endian(header, 0);
  if (magic != kMagicOfImages)
    throw Error(where + ": not an IDX file of images: the magic number must be 2051, got " +
                std::to_string(magic) + (magic == 2049 ? ", that of labels" : ""));
  const std::array<uint64_t, 3> sizes = {read_big_endian(header, 4), read_big_endian(header, 8),
                                         read_big_endian(header, 12)};
  if (sizes[0] == 0) throw Error(where + ": holds no images");
  for (const uint64_t side : {sizes[1], sizes[2]}) {
    if (side == 0 || side > kMaxSide)
      throw Error(where + ": height and width must be in [1, 4096], got " +
                  std::to_string(sizes[1]) + " x " + std::to_string(sizes[2]));
  }
  return kHeaderBytes + sizes[0] * sizes[1] * sizes[2];
}

[[noreturn]] void throw_wrong_size(const std::string& where, const std::string& header,
                                   uint64_t needed, uint64_t got) {
  throw Error(where + (got < needed ? ": truncated: " : ": bytes left over: ") +
              std::to_string(read_big_endian(header, 4)) + " images need " +
              std::to_string(needed) + " bytes, got " + std::to_string(got) + kRemedy);
}

std::string read_gzip(const fs::path& path) {
  const std::string where = path.string();
  const std::string compressed = read_file(path, kMaxFileBytes);
  z_stream stream{};
  if (inflateInit2(&stream, 15 + 16) != Z_OK) throw std::bad_alloc();
  const std::unique_ptr<z_stream, int (*)(z_stream*)> end(&stream, inflateEnd);
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(compressed.data()));
  uint64_t left = compressed.size();  // avail_in is 32 bits

  std::string bytes(kHeaderBytes, '\0');
  size_t filled = 0;
  uint64_t needed = 0;
  int status = Z_OK;
  const auto inflate_until_full = [&] {
    while (filled < bytes.size() && status == Z_OK) {
      if (stream.avail_in == 0) {
        stream.avail_in = static_cast<uInt>(std::min<uint64_t>(left, 1 << 30));
        left -= stream.avail_in;
      }
      stream.next_out = reinterpret_cast<Bytef*>(bytes.data() + filled);
      stream.avail_out = static_cast<uInt>(std::min<size_t>(bytes.size() - filled, 1 << 30));
      const uInt before = stream.avail_out;
      status = inflate(&stream, Z_NO_FLUSH);
      filled += before - stream.avail_out;
    }
  };
  inflate_until_full();
  bytes.resize(filled);
  if (filled == 0 && status != Z_STREAM_END)
    throw Error(where + ": not a gzip file, or damaged" + kRemedy);
  needed = check_header(bytes, where);
  // Memory only for what the compressed bytes can really hold.
  if (needed > compressed.size() * kMaxInflation + kHeaderBytes)
    throw_wrong_size(where, bytes, needed, compressed.size() * kMaxInflation);
  bytes.resize(needed + 1);  // one more, to see bytes left over
  inflate_until_full();
  if (status != Z_STREAM_END && filled <= needed)
    throw Error(where + ": damaged or truncated gzip data after " + std::to_string(filled) +
                " of " + std::to_string(needed) + " bytes" + kRemedy);
  if (filled != needed) throw_wrong_size(where, bytes, needed, filled);
  bytes.resize(needed);
  return bytes;
}

std::string read_raw(const fs::path& path) {
  const std::string bytes = read_file(path, kMaxFileBytes);
  const uint64_t needed = check_header(bytes, path.string());
  if (bytes.size() != needed) throw_wrong_size(path.string(), bytes, needed, bytes.size());
  return bytes;
}

}  // namespace

Images read_idx_images(const fs::path& path) {
  std::error_code ignored;
  const fs::path compressed = path.string() + ".gz";
  const bool is_plain = fs::exists(path, ignored);
  if (!is_plain && !fs::exists(compressed, ignored))
    throw Error(
        path.string() + ": no such file, nor " + compressed.filename().string() +
        "; fetch MNIST with scripts/fetch_mnist, or name another folder with --data.folder");
  const std::string bytes = !is_plain                   ? read_gzip(compressed)
                            : path.extension() == ".gz" ? read_gzip(path)
                                                        : read_raw(path);
  Images images;
  images.pixels = torch::empty(
      {read_big_endian(bytes, 4), read_big_endian(bytes, 8), read_big_endian(bytes, 12)},
      torch::kUInt8);
  const std::string_view pixels = std::string_view(bytes).substr(kHeaderBytes);
  std::copy(pixels.begin(), pixels.end(), static_cast<char*>(images.pixels.data_ptr()));
  images.crc32 = crc32_of(pixels);
  return images;
}

}  // namespace gan
