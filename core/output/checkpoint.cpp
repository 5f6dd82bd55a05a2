#include "core/output/checkpoint.h"

#include <algorithm>

#include "core/base/errors.h"
#include "core/base/file.h"
#include "core/config/config_json.h"
#include "core/output/dict_reader.h"
#include "core/output/state_dicts.h"

namespace gan {
namespace {

constexpr int64_t kFormat = 1;
const char* const kNewer = "; another version of gan-train wrote it; use that one";
constexpr int64_t kMaxImages = int64_t{1} << 32;  // Random::below()'s limit
constexpr uint64_t kMaxCheckpointBytes = uint64_t{1} << 37;

Dict pack(const SharedLabels::State& labels) {
  Dict dict = make_dict();
  dict.insert("real", copied(labels.real));
  dict.insert("fake", copied(labels.fake));
  dict.insert("target", copied(labels.target));
  dict.insert("draws", labels.draws);
  return dict;
}

Dict pack(const ClassTable& classes) {
  Dict dict = make_dict();
  for (size_t i = 0; i < classes.names.size(); ++i)
    dict.insert(classes.names[i], classes.counts[i]);
  return dict;
}

SharedLabels::State read_labels(const DictReader& reader) {
  const auto read = [&](const char* key) {
    const torch::Tensor labels = reader.tensor(key);
    if (labels.scalar_type() != torch::kFloat32 || labels.dim() != 2 || labels.size(1) != 1)
      reader.fail(key, "must be float32 [rows, 1]");
    return labels.clone(at::MemoryFormat::Contiguous);
  };
  return {read("real"), read("fake"), read("target"), reader.integer("draws")};
}

Averages read_averages(const DictReader& reader, const std::string& key) {
  const torch::Tensor averages = reader.tensor(key);
  constexpr auto kMost = static_cast<int64_t>(Averages::kQuantities);
  if (averages.scalar_type() != torch::kFloat64 || averages.dim() != 2 || averages.size(0) != 2 ||
      averages.size(1) > kMost)
    reader.fail(key, "must be float64 [2, " + std::to_string(kMost) + "]");
  return Averages::from_tensor(averages.contiguous());
}

// A fault in a stored config means that another version of gan-train wrote it.
Config read_config(const std::string& text, const std::string& where) {
  try {
    return parse_config(text, where + ": config");
  } catch (const UsageError& error) {
    const std::string& fault = error.faults().front();
    throw Error(ErrorKind::kOtherVersion, fault.substr(0, fault.find(';')) + kNewer);
  }
}

ImageShape read_shape(const DictReader& images) {
  const int64_t channels = images.has("channels") ? images.integer("channels") : 1;
  const ImageShape shape{channels, images.integer("height"), images.integer("width")};
  if (channels != 1 && channels != 3) images.fail("channels", "must be 1 or 3");
  if (std::min(shape.height, shape.width) < 1 || std::max(shape.height, shape.width) > kMaxSide)
    images.fail("height, width", "must be in [1, " + std::to_string(kMaxSide) + "]");
  return shape;
}

ClassTable read_classes(const Config& config, const DictReader& root) {
  ClassTable classes;
  if (config.condition == Condition::kNone) return classes;
  const DictReader reader = root.sub("classes");
  for (const std::string& name : reader.keys()) {
    classes.names.push_back(name);
    classes.counts.push_back(reader.integer(name));
  }
  int64_t images = 0;
  for (const int64_t count : classes.counts) {
    if (count > kMaxImages) root.fail("classes", "too many images");
    images += count;
  }
  if (images < 1 || images > kMaxImages)
    root.fail("classes", "must have from 1 to " + std::to_string(kMaxImages) + " images in all");
  classes.crc32 = static_cast<uint32_t>(root.sub("images").integer("labels_crc32"));
  return classes;
}

TrainState make_state(const Config& config, ImageShape shape, torch::Device device,
                      const ClassTable& classes, const std::string& where) {
  try {
    return {config, shape, device, classes};
  } catch (const Error& error) {
    throw Error(error.kind(), where + ": " + error.what());
  }
}

// A small file must not make us build large networks.
void check_size(const Config& config, const DataShape& shape, uint64_t file_bytes,
                const DictReader& root) {
  constexpr double kBytesPerParameter = 12;  // the weight and two moments
  const auto parameters = static_cast<double>(count_parameters(config, shape));
  if (kBytesPerParameter * parameters > static_cast<double>(file_bytes))
    root.fail("config", "its networks are larger than the file");
}

}  // namespace

Snapshot::Snapshot(const TrainState& state) : dict_(make_dict()) {
  Dict position = make_dict();
  position.insert("step", state.position.step);
  position.insert("epoch", state.position.epoch);
  position.insert("batch", state.position.batch);
  position.insert("images", state.position.images);
  if (state.rollbacks > 0) position.insert("rollbacks", state.rollbacks);
  Dict averages = make_dict();
  averages.insert("window", state.window.to_tensor());
  averages.insert("epoch", state.epoch.to_tensor());
  averages.insert("watch", state.watch.to_tensor());
  Dict images = make_dict();
  images.insert("crc32", static_cast<int64_t>(state.data_crc32));
  images.insert("channels", state.image_shape.channels);
  images.insert("height", state.image_shape.height);
  images.insert("width", state.image_shape.width);

  dict_.insert("format", kFormat);
  dict_.insert("config", format_config(state.config));
  dict_.insert("images", images);
  if (state.classes.size() > 0) {
    images.insert("labels_crc32", static_cast<int64_t>(state.classes.crc32));
    dict_.insert("classes", pack(state.classes));
  }
  dict_.insert("position", position);
  dict_.insert("generator", pack(*state.generator));
  dict_.insert("discriminator", pack(*state.discriminator));
  if (!state.averaged_generator.is_empty())
    dict_.insert("generator_ema", pack(*state.sampled_generator()));
  dict_.insert("generator_adam", pack(*state.generator, state.generator_adam));
  dict_.insert("discriminator_adam", pack(*state.discriminator, state.discriminator_adam));
  // Builds of 0.1 that have no other labels than shared ones read them, whatever the mode.
  dict_.insert("labels", pack(state.shared_labels
                                  ? state.shared_labels->state()
                                  : SharedLabels(state.config.loss, state.config.seed).state()));
  dict_.insert("averages", averages);
  for (const char* part : {"generator", "discriminator", "generator_adam", "discriminator_adam"})
    check_finite(dict_.at(part).toGenericDict());
}

void Snapshot::save(const std::filesystem::path& path) const {
  write_file_atomically(path, format_archive(dict_));
}

void save_checkpoint(const std::filesystem::path& path, const TrainState& state) {
  Snapshot(state).save(path);
}

LoadedCheckpoint load_checkpoint(const std::filesystem::path& path, torch::Device device) {
  const std::string where = path.string();
  const std::string bytes = read_file(path, kMaxCheckpointBytes);
  const ParsedArchive archive = parse_archive(bytes, where);
  const DictReader root(archive.dict, where);
  if (const int64_t format = root.integer("format"); format != kFormat)
    throw OtherVersionError(where + ": format: must be " + std::to_string(kFormat) + ", got " +
                            std::to_string(format) + kNewer);
  const DictReader images = root.sub("images");
  const ImageShape shape = read_shape(images);
  const Config config = read_config(root.text("config"), where);
  const ClassTable classes = read_classes(config, root);
  check_size(config, {shape, classes.size()}, bytes.size(), root);
  TrainState state = make_state(config, shape, device, classes, where);
  state.data_crc32 = static_cast<uint32_t>(images.integer("crc32"));
  const DictReader position = root.sub("position");
  state.position = {position.integer("step"), position.integer("epoch"), position.integer("batch"),
                    position.integer("images")};
  if (position.has("rollbacks")) state.rollbacks = position.integer("rollbacks");
  if (state.rollbacks > kMaxRollbacks)
    position.fail("rollbacks", "more than the maximum of " + std::to_string(kMaxRollbacks));
  unpack(root.sub("generator"), *state.generator);
  unpack(root.sub("discriminator"), *state.discriminator);
  if (!state.averaged_generator.is_empty())
    unpack(root.sub("generator_ema"), *state.averaged_generator);
  unpack(root.sub("generator_adam"), *state.generator, state.generator_adam);
  unpack(root.sub("discriminator_adam"), *state.discriminator, state.discriminator_adam);
  if (state.shared_labels) state.shared_labels->set_state(read_labels(root.sub("labels")));
  const DictReader averages = root.sub("averages");
  state.window = read_averages(averages, "window");
  state.epoch = read_averages(averages, "epoch");
  if (averages.has("watch")) state.watch = read_averages(averages, "watch");
  const int64_t label_draws = root.has("labels") ? root.sub("labels").integer("draws") : 0;
  return {std::move(state), archive.has_checksum, label_draws};
}

}  // namespace gan
