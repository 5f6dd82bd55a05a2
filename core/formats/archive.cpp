#include "core/formats/archive.h"

#include <torch/csrc/jit/serialization/pickle.h>
#include <zip.h>

#include <algorithm>
#include <memory>

#include "core/base/errors.h"
#include "core/base/file.h"
#include "core/formats/unpickler.h"

namespace gan {
namespace {

const std::string kMark = "gan-train crc32 ";
constexpr size_t kDigits = 8;
// A zip file's last record, which ends in the length of a comment, 2 bytes (APPNOTE.TXT, 4.3.16).
const std::string kEndSignature("PK\x05\x06", 4);
constexpr size_t kEndBytes = 22;

constexpr uint64_t kMaxProgramBytes = uint64_t{1} << 22;

constexpr size_t kSealBytes = 64;  // at least the last record and the comment

enum class Seal { kGood, kBroken, kNone };

// end    the file's last kSealBytes, or more, or all
// crc32  computes that of all bytes but the last kDigits
template <class Crc32>
Seal judge_seal(std::string_view end, const Crc32& crc32) {
  if (end.size() >= kEndBytes) {
    const std::string_view record = end.substr(end.size() - kEndBytes);
    const bool has_no_comment = record[kEndBytes - 2] == 0 && record[kEndBytes - 1] == 0;
    if (record.substr(0, kEndSignature.size()) == kEndSignature && has_no_comment)
      return Seal::kNone;
  }
  if (end.size() < kMark.size() + kDigits) return Seal::kBroken;
  const std::string_view comment = end.substr(end.size() - kMark.size() - kDigits);
  const bool is_good = comment == kMark + hexadecimal(crc32());
  return is_good ? Seal::kGood : Seal::kBroken;
}

uint32_t crc32_of_first(InputFile& file, uint64_t count) {
  std::string block(1 << 20, 0);
  uint32_t crc32 = 0;
  for (uint64_t done = 0; done < count;) {
    const size_t got =
        file.read_at(done, block.data(), std::min<uint64_t>(block.size(), count - done));
    if (got == 0) break;  // it was cut short meanwhile
    crc32 = crc32_of(std::string_view(block).substr(0, got), crc32);
    done += got;
  }
  return crc32;
}

[[noreturn]] void throw_broken_seal(const std::string& where, uint64_t size) {
  throw DamagedError(where + ": damaged or cut short: its checksum does not match, got " +
                     std::to_string(size) + " bytes");
}

// Reads the records of a zip archive in memory. All must be uncompressed and in the same folder,
// whatever its name.
class ZipReader {
 public:
  // bytes  must outlive this object
  explicit ZipReader(const std::string& bytes) : zip_(nullptr, zip_discard), left_(bytes.size()) {
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t* const source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error);
    if (!source) throw std::bad_alloc();
    zip_.reset(zip_open_from_source(source, ZIP_RDONLY, &error));
    zip_error_fini(&error);
    if (!zip_) {
      zip_source_free(source);
      throw DamagedError("not a complete zip archive");
    }
    find_folder();
    if (has("byteorder") && read_text("byteorder", 16) != "little")
      throw DamagedError("its numbers are big-endian");
  }

  std::string read_text(const std::string& name, uint64_t max_bytes) {
    std::string text(size_of(name, max_bytes), 0);
    read(name, text.data(), text.size());
    return text;
  }

  // returns  [count]
  torch::Tensor read_values(const std::string& name, torch::ScalarType type, int64_t count) {
    const uint64_t size = size_of(name, left_);
    const uint64_t size_of_one = c10::elementSize(type);
    if (count < 1 || static_cast<uint64_t>(count) != size / size_of_one || size % size_of_one != 0)
      throw DamagedError(name + ": " + std::to_string(size) + " bytes, for " +
                         std::to_string(count) + " values of " + std::to_string(size_of_one));
    torch::Tensor values = torch::empty({count}, type);
    read(name, values.data_ptr(), size);
    return values;
  }

 private:
  void find_folder() {
    static const std::string kProgram = "/data.pkl";
    const zip_int64_t count = zip_get_num_entries(zip_.get(), 0);
    for (zip_int64_t i = 0; i < count; ++i) {
      const char* const raw =
          zip_get_name(zip_.get(), static_cast<zip_uint64_t>(i), ZIP_FL_ENC_RAW);
      const std::string name = raw ? raw : "";
      if (name.size() < kProgram.size()) continue;
      const size_t end = name.size() - kProgram.size();
      if (name.compare(end, kProgram.size(), kProgram) != 0) continue;
      folder_ = name.substr(0, end + 1);
      return;
    }
    throw DamagedError("a zip archive without a data.pkl");
  }

  zip_int64_t find(const std::string& name) {
    return zip_name_locate(zip_.get(), (folder_ + name).c_str(), ZIP_FL_ENC_RAW);
  }
  bool has(const std::string& name) { return find(name) >= 0; }

  uint64_t size_of(const std::string& name, uint64_t max_bytes) {
    zip_stat_t stat;
    zip_stat_init(&stat);
    const zip_int64_t index = find(name);
    if (index < 0 || zip_stat_index(zip_.get(), static_cast<zip_uint64_t>(index), 0, &stat) != 0)
      throw DamagedError(printable(name, 60) + ": missing");
    constexpr zip_uint64_t kNeeded = ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE | ZIP_STAT_COMP_METHOD;
    if ((stat.valid & kNeeded) != kNeeded || stat.comp_method != ZIP_CM_STORE ||
        stat.size != stat.comp_size)
      throw DamagedError(printable(name, 60) + ": compressed");
    // Overlapping records could add up to more bytes than the file has.
    if (stat.size > std::min(max_bytes, left_))
      throw DamagedError(printable(name, 60) + ": too large, " + std::to_string(stat.size) +
                         " bytes");
    return stat.size;
  }

  void read(const std::string& name, void* to, uint64_t size) {
    const std::unique_ptr<zip_file_t, int (*)(zip_file_t*)> file(
        zip_fopen_index(zip_.get(), static_cast<zip_uint64_t>(find(name)), 0), zip_fclose);
    char beyond = 0;  // libzip checks the record's CRC-32 when a read reaches its end
    if (!file || zip_fread(file.get(), to, size) != static_cast<zip_int64_t>(size) ||
        zip_fread(file.get(), &beyond, 1) != 0)
      throw DamagedError(printable(name, 60) + ": damaged");
    left_ -= size;
  }

  std::unique_ptr<zip_t, void (*)(zip_t*)> zip_;
  std::string folder_;  // ends in "/"
  uint64_t left_;       // bytes that may still be read
};

}  // namespace

Dict make_dict() { return Dict(c10::StringType::get(), c10::AnyType::get()); }

std::string format_archive(const Dict& dict) {
  std::string program;
  // No type tags: they are calls, which torch.load(weights_only=True) refuses.
  torch::jit::Pickler pickler([&](const char* bytes, size_t size) { program.append(bytes, size); },
                              nullptr, nullptr, nullptr, nullptr, /*tag_aggregates=*/false);
  pickler.protocol();
  pickler.pushIValue(dict);
  pickler.stop();

  constexpr size_t kRecordBytes = 512;  // of a record besides its tensor: more than there are
  size_t expected = program.size() + kRecordBytes;
  for (const at::Tensor& tensor : pickler.tensorData()) expected += tensor.nbytes() + kRecordBytes;
  std::string archive;
  archive.reserve(expected);  // growing would take twice the memory
  caffe2::serialize::PyTorchStreamWriter writer([&](const void* bytes, size_t size) {
    archive.append(static_cast<const char*>(bytes), size);
    return size;
  });
  size_t index = 0;
  for (const at::Tensor& tensor : pickler.tensorData()) {
    const auto data = torch::jit::getWriteableTensorData(tensor);
    writer.writeRecord("data/" + std::to_string(index++), data.data(), data.sizeInBytes());
  }
  writer.writeRecord("data.pkl", program.data(), program.size());
  writer.writeEndOfFile();

  archive[archive.size() - 2] = static_cast<char>(kMark.size() + kDigits);  // the comment's length
  archive += kMark;
  archive += hexadecimal(crc32_of(archive));
  return archive;
}

bool check_archive(const std::filesystem::path& path) {
  InputFile file(path);
  std::string end(std::min<uint64_t>(kSealBytes, file.size()), 0);
  end.resize(file.read_at(file.size() - end.size(), end.data(), end.size()));
  const Seal seal = judge_seal(end, [&] { return crc32_of_first(file, file.size() - kDigits); });
  if (seal == Seal::kBroken) throw_broken_seal(path.string(), file.size());
  return seal == Seal::kGood;
}

ParsedArchive parse_archive(const std::string& bytes, const std::string& where) {
  const Seal seal = judge_seal(
      bytes, [&] { return crc32_of(std::string_view(bytes).substr(0, bytes.size() - kDigits)); });
  if (seal == Seal::kBroken) throw_broken_seal(where, bytes.size());
  try {
    ZipReader zip(bytes);
    const std::string program = zip.read_text("data.pkl", kMaxProgramBytes);
    const auto read_storage = [&](const std::string& key, torch::ScalarType type, int64_t count) {
      return zip.read_values("data/" + key, type, count);
    };
    return {unpickle(program, read_storage), seal == Seal::kGood};
  } catch (const Error& error) {
    throw Error(error.kind(), where + ": cannot be read as a checkpoint: " + error.what() +
                                  "; use one that gan-train wrote, or torch.save() a dict like it");
  }
}

}  // namespace gan
