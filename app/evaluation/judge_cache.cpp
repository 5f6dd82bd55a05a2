#include "app/evaluation/judge_cache.h"

#include <cstdlib>
#include <filesystem>

#include "app/terminal/terminal.h"
#include "core/base/errors.h"
#include "core/base/file.h"
#include "core/formats/archive.h"

namespace gan {
namespace {

namespace fs = std::filesystem;

constexpr uint64_t kMaxFileBytes = uint64_t{1} << 32;

// Empty if the environment names no folder.
fs::path cache_folder() {
  const char* const cache = std::getenv("XDG_CACHE_HOME");
  if (cache && *cache) return fs::path(cache) / "gan-train";
  const char* const home = std::getenv("HOME");
  return home && *home ? fs::path(home) / ".cache" / "gan-train" : fs::path();
}

std::string cache_name(const DataSet& data) {
  const torch::Tensor& values = data.labels->values;
  const uint32_t crc32 =
      crc32_of({static_cast<const char*>(values.data_ptr()), values.nbytes()}, data.images.crc32);
  return "judge-" + std::to_string(kJudgeVersion) + "-" + hexadecimal(crc32) +
         (data.labels->parts > 1 ? "-channels.pt" : ".pt");
}

// Reads the judge's weights; throws Error if the file does not hold exactly those.
void load(Judge& judge, const fs::path& path) {
  const std::string where = path.string();
  const ParsedArchive archive = parse_archive(read_file(path, kMaxFileBytes), where);
  const auto parameters = judge->named_parameters();
  bool fits = archive.has_checksum && archive.dict.size() == parameters.size();
  for (const auto& parameter : parameters) {
    const auto entry = fits ? archive.dict.find(parameter.key()) : archive.dict.end();
    fits = entry != archive.dict.end() && entry->value().isTensor() &&
           entry->value().toTensor().sizes() == parameter.value().sizes() &&
           entry->value().toTensor().scalar_type() == torch::kFloat32;
    if (!fits) throw DamagedError(where + ": damaged, or not a judge of these images");
    parameter.value().set_data(entry->value().toTensor());
  }
}

void save(const Judge& judge, const fs::path& path) {
  Dict weights = make_dict();
  for (const auto& parameter : judge->named_parameters())
    weights.insert(parameter.key(), parameter.value().detach());
  make_folder(path.parent_path());
  write_file_atomically(path, format_archive(weights));
}

// nullopt if there is no usable judge.
std::optional<Judge> find(const fs::path& path, const DataSet& data, const Session& session) {
  try {
    Judge judge = make_judge(data);
    load(judge, path);
    return judge;
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::kMissing)
      session.print_warning(std::string(error.what()) + "; training the judge again");
    return std::nullopt;
  }
}

Judge train(const DataSet& data, const Session& session) {
  StageLine line(session);
  return train_judge(data, [&](const std::string& stage) { line.show(stage); });
}

}  // namespace

CachedJudge load_or_train_judge(const DataSet& data, const Session& session) {
  const fs::path folder = cache_folder();
  const fs::path path = folder / cache_name(data);
  if (const auto judge = folder.empty() ? std::nullopt : find(path, data, session)) {
    session.print_info("judge: from the cache, " + path.string());
    return {*judge, true};
  }
  const Judge judge = train(data, session);
  try {
    if (folder.empty()) throw Error("judge: neither XDG_CACHE_HOME nor HOME is set");
    save(judge, path);
    session.print_info("judge: trained, saved as " + path.string());
  } catch (const Error& error) {
    session.print_warning(std::string(error.what()) + "; the judge is not saved for the next time");
  }
  return {judge, false};
}

}  // namespace gan
