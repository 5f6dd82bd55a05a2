#include "core/output/archive.h"

#include <torch/csrc/jit/serialization/pickle.h>

#include "core/base/errors.h"
#include "core/base/file.h"

namespace gan {
namespace {

const std::string kMark = "gan-train crc32 ";
constexpr size_t kDigits = 8;
// A zip's last record, and where in it the length of the comment stands (APPNOTE.TXT, 4.3.16).
const std::string kEndSignature("PK\x05\x06", 4);
constexpr size_t kEndBytes = 22;

enum class Seal { kGood, kBroken, kNone };

Seal check_seal(const std::string& bytes) {
  const size_t comment_bytes = kMark.size() + kDigits;
  if (bytes.size() >= kEndBytes) {
    const std::string end = bytes.substr(bytes.size() - kEndBytes);
    const bool has_no_comment = end[kEndBytes - 2] == 0 && end[kEndBytes - 1] == 0;
    if (end.compare(0, kEndSignature.size(), kEndSignature) == 0 && has_no_comment)
      return Seal::kNone;
  }
  if (bytes.size() < comment_bytes) return Seal::kBroken;
  const size_t digits = bytes.size() - kDigits;
  const std::string_view sealed = std::string_view(bytes).substr(0, digits);
  const bool is_good = bytes.compare(digits, kDigits, hexadecimal(crc32_of(sealed))) == 0 &&
                       sealed.substr(digits - kMark.size()) == kMark;
  return is_good ? Seal::kGood : Seal::kBroken;
}

}  // namespace

Dict make_dict() { return Dict(c10::StringType::get(), c10::AnyType::get()); }

std::string format_archive(const Dict& dict) {
  std::string program;
  // Without type tags: they are calls that torch.load(weights_only=True) refuses.
  torch::jit::Pickler pickler([&](const char* bytes, size_t size) { program.append(bytes, size); },
                              nullptr, nullptr, nullptr, nullptr, /*tag_aggregates=*/false);
  pickler.protocol();
  pickler.pushIValue(dict);
  pickler.stop();

  std::string archive;
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
  return archive + hexadecimal(crc32_of(archive));
}

ParsedArchive parse_archive(const std::string& bytes, const std::string& where) {
  const Seal seal = check_seal(bytes);
  if (seal == Seal::kBroken)
    throw Error(where + ": damaged or cut short: its checksum does not match, got " +
                std::to_string(bytes.size()) + " bytes; use another checkpoint");
  const std::string remedy =
      ": not a dict that can be read; save it from Python with plain dicts: "
      "torch.save({k: dict(v) if isinstance(v, dict) else v for k, v in checkpoint.items()}, path)";
  try {
    const c10::IValue value = torch::jit::pickle_load({bytes.begin(), bytes.end()});
    if (!value.isGenericDict()) throw Error(where + remedy);
    return {value.toGenericDict(), seal == Seal::kGood};
  } catch (const c10::Error&) {
    throw Error(where + remedy);
  }
}

}  // namespace gan
