// Fuzzes the pickle of a checkpoint, in a valid archive with the tensors of a small run.
#include <torch/csrc/jit/serialization/pickle.h>

#include <map>

#include "core/output/checkpoint.h"
#include "tests/fuzz/fuzz.h"
#include "tests/small_run.h"

namespace gan {
namespace {

// The records of a small run's checkpoint, by name.
const std::map<std::string, std::string>& small_records() {
  static const std::map<std::string, std::string> records = [] {
    Config config = small_config();
    config.ema.decay = 0.9;
    config.loss.labels = LabelMode::kShared;
    const auto path = fuzz_folder() / "small.pt";
    save_checkpoint(path, small_state(config));
    caffe2::serialize::PyTorchStreamReader reader(path.string());
    std::map<std::string, std::string> read;
    for (const std::string& name : reader.getAllRecords()) {
      const auto [data, size] = reader.getRecord(name);
      read[name] = std::string(static_cast<const char*>(data.get()), size);
    }
    return read;
  }();
  return records;
}

std::string make_archive(const std::string& program) {
  std::string archive;
  caffe2::serialize::PyTorchStreamWriter writer([&](const void* bytes, size_t size) {
    archive.append(static_cast<const char*>(bytes), size);
    return size;
  });
  for (const auto& [name, bytes] : small_records())
    if (name.rfind("data/", 0) == 0) writer.writeRecord(name, bytes.data(), bytes.size());
  writer.writeRecord("data.pkl", program.data(), program.size());
  writer.writeEndOfFile();
  return archive;
}

std::vector<std::string> make_seeds() { return {small_records().at("data.pkl")}; }

void run(const std::string& bytes) {
  const auto path = fuzz_file("c.pt", make_archive(bytes));
  expect_error_at_most([&] { load_checkpoint(path, torch::kCPU); });
}

const FuzzTarget kTarget("checkpoint", make_seeds, run);

}  // namespace
}  // namespace gan
